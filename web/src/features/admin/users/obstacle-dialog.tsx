import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Dialog, DialogActions } from "@/shared/ui/dialog";

interface Props {
  title: string;
  text: string;
  onClose: () => void;
}

/** Says why something cannot be done, and what can. */
export function ObstacleDialog({ title, text, onClose }: Props) {
  return (
    <Dialog open onOpenChange={onClose} title={title} description={text}>
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          {t("action.close")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
