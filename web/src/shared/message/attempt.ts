import { asProblem } from "@/shared/api/problem";
import { toast } from "@/shared/ui/toast";

/** Does something for a person; a failure is told in a toast. */
export async function attempt(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    toast(asProblem(error).message);
    return false;
  }
}
