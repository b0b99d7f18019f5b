/** Frames to wait for: what a server has refused is shown some time after it is known. */
const patience = 10;

/** Leads to the first field that is wrong, once the page shows which one that is. */
export function focusFault(form: HTMLElement | null, frames = patience): void {
  requestAnimationFrame(() => {
    const fault = form?.querySelector<HTMLElement>("[aria-invalid=true]");
    if (fault) fault.focus();
    else if (frames > 1) focusFault(form, frames - 1);
  });
}
