import { type FormEvent, useState } from "react";
import { type ProviderInput, useCreateProvider, useUpdateProvider } from "@/shared/api/catalog";
import type { Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { PasswordField, TextArea, TextField } from "@/shared/ui/field";
import { formErrors, noErrors } from "@/shared/ui/form-errors";
import { Notice } from "@/shared/ui/notice";
import { parseHeaders } from "./headers";

interface Props {
  /** Absent: a new one is made. */
  provider?: Provider;
  onClose: () => void;
}

export function ProviderDialog({ provider, onClose }: Props) {
  const create = useCreateProvider();
  const update = useUpdateProvider(provider?.id ?? "");
  const [errors, setErrors] = useState(noErrors);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const headers = parseHeaders(String(data.get("headers")));
    if (!headers) return setErrors({ fields: { additional_headers: t("provider.headersWrong") } });
    const key = String(data.get("key"));
    const input: ProviderInput = {
      name: String(data.get("name")).trim(),
      base_url: String(data.get("url")).trim(),
      ...(key && { api_key: key }),
      ...(data.get("clearKey") && { clear_api_key: true }),
      ...(Object.keys(headers).length > 0 && { additional_headers: headers }),
    };
    try {
      await (provider ? update : create).mutateAsync(input);
      onClose();
    } catch (error) {
      setErrors(formErrors(error));
    }
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={provider ? t("provider.editTitle", { name: provider.name }) : t("providers.add")}
      description={t("provider.dialogText")}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {errors.form && <Notice tone="danger">{errors.form}</Notice>}
        <TextField
          label={t("provider.name")}
          name="name"
          defaultValue={provider?.name}
          required
          error={errors.fields.name}
        />
        <TextField
          label={t("provider.url")}
          name="url"
          type="url"
          defaultValue={provider?.base_url}
          placeholder="https://api.openai.com/v1"
          spellCheck={false}
          required
          hint={t("provider.urlHint")}
          error={errors.fields.base_url}
        />
        <PasswordField
          label={t("provider.key")}
          name="key"
          autoComplete="off"
          hint={provider?.has_api_key ? t("provider.keyKept") : t("provider.keyHint")}
          error={errors.fields.api_key}
        />
        {provider?.has_api_key && (
          <label htmlFor="clear-key" className="-mt-2 flex items-center gap-2 text-sm">
            <input id="clear-key" type="checkbox" name="clearKey" className="size-4 accent-(--accent)" />
            {t("provider.clearKey")}
          </label>
        )}
        <TextArea
          label={t("provider.headers")}
          name="headers"
          rows={2}
          spellCheck={false}
          placeholder="X-Example: value"
          hint={
            provider?.additional_header_names.length ? t("provider.headersKept") : t("provider.headersHint")
          }
          error={errors.fields.additional_headers}
        />
        <DialogActions>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button variant="primary" type="submit" busy={create.isPending || update.isPending}>
            {t("action.save")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
