/** The list of threads, newest activity first. */
import type { ThreadPage } from "@/shared/api/threads";
import type { Message, ThreadSummary } from "@/shared/api/types";
import type { ThreadEntry, ThreadPart } from "./state";

/** As long as the server makes them, in characters. */
const excerptLength = 240;
const maxRepliers = 3;

type Threads = readonly ThreadEntry[];

/** Takes over a page; what was seen of a thread's people is kept. */
export function withPage(threads: Threads, page: ThreadPage, part: ThreadPart): Threads {
  const known = new Map(threads.map((entry) => [entry.root_id, entry]));
  const read = page.threads.map((summary) => ({
    ...summary,
    repliers: known.get(summary.root_id)?.repliers ?? [],
    counted: 0,
  }));
  if (part === "all") return sorted(read);
  for (const entry of read) known.set(entry.root_id, entry);
  return sorted([...known.values()]);
}

export function withThread(threads: Threads, summary: ThreadSummary): Threads {
  if (threads.some((entry) => entry.root_id === summary.root_id)) return threads;
  return sorted([{ ...summary, repliers: [], counted: 0 }, ...threads]);
}

/** Notes activity in a thread; one that is not listed yet is not known here. */
export function withActivity(threads: Threads, rootId: string, at: string): Threads {
  return edited(threads, rootId, (entry) =>
    Date.parse(at) > Date.parse(entry.last_activity_at) ? { ...entry, last_activity_at: at } : entry,
  );
}

/** Counts a new message and remembers who wrote it. */
export function withMessage(threads: Threads, message: Message): Threads {
  // The root came with the thread.
  if (!message.parent_id) return threads;
  return edited(threads, message.root_id, (entry) => {
    const author = message.author_user_id;
    const repliers = author
      ? [author, ...entry.repliers.filter((id) => id !== author)].slice(0, maxRepliers)
      : entry.repliers;
    if (!isNew(entry, message)) return { ...entry, repliers };
    return { ...entry, repliers, message_count: entry.message_count + 1, counted: message.position };
  });
}

/**
 * A message of which the event arrives late may be part of the server's count
 * already: then it is not later than the activity that came with the count.
 */
function isNew(entry: ThreadEntry, message: Message): boolean {
  if (entry.counted > 0) return message.position > entry.counted;
  return Date.parse(message.created_at) > Date.parse(entry.last_activity_at);
}

/** Takes over what a changed root says about its thread. */
export function withRoot(threads: Threads, root: Message): Threads {
  if (root.parent_id) return threads;
  const text = root.deleted_at ? "" : root.content.trim();
  return edited(threads, root.id, (entry) => ({
    ...entry,
    root_excerpt: [...text].slice(0, excerptLength).join(""),
  }));
}

function edited(threads: Threads, rootId: string, edit: (entry: ThreadEntry) => ThreadEntry): Threads {
  const at = threads.findIndex((entry) => entry.root_id === rootId);
  const known = threads[at];
  const next = known && edit(known);
  if (!next || next === known) return threads;
  const list = threads.with(at, next);
  return next.last_activity_at === known.last_activity_at ? list : sorted(list);
}

function sorted(list: readonly ThreadEntry[]): Threads {
  const time = (entry: ThreadEntry) => Date.parse(entry.last_activity_at);
  return list.toSorted((a, b) => time(b) - time(a) || (a.root_id < b.root_id ? 1 : -1));
}
