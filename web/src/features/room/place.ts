/** A place in a room, as its address has it. */
export interface Place {
  /** Root of the thread that is shown. */
  readonly thread?: string | undefined;
  /** The message to show and to point out. */
  readonly message?: string | undefined;
  /** The message at the top of the view, when it is not the root. */
  readonly from?: string | undefined;
}
