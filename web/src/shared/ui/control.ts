/** What the boxes of text fields and lists have in common. */
export const control =
  "w-full rounded-[0.65rem] border border-line-strong/80 bg-surface px-3 text-text shadow-card transition-[border-color,box-shadow] duration-150 hoverable:hover:border-line-strong focus:border-accent focus:outline-hidden focus:ring-3 focus:ring-accent/20 aria-invalid:border-danger aria-invalid:focus:ring-danger/20 disabled:opacity-60";

/** A box of one line. 16 px on touch screens: smaller text makes iOS zoom into the page. */
export const inputClass = `${control} h-10 text-[0.9375rem] touch:h-11 touch:text-base`;
