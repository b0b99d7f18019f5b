import type { Message } from "@/shared/api/types";

/** How another answer is to differ. */
export interface Wish {
  modelId?: string | undefined;
  instruction?: string | undefined;
}

/** What one can ask for once there is an answer. */
export interface AnswerActions {
  regenerate(message: Message, wish?: Wish): void;
  goOn(message: Message): void;
}
