/** Where somebody types or chooses, above the page or on it. */
const taken = "input, textarea, select, [role=menu], [role=dialog], [role=alertdialog]";

/** Whether what arrives late may take the focus: nobody is in the middle of something. */
export function focusIsFree(): boolean {
  return !document.activeElement?.closest(taken);
}
