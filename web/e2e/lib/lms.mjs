// A command that stands in for LM Studio's: it keeps what runs and what is
// loaded as files beside itself.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const script = `#!/bin/sh
cd "$(dirname "$0")" || exit 1
case "$*" in
  --version) echo "lms v0.3.17" ;;
  "server status --json")
    if [ -e running ]; then echo '{"running":true,"port":4321}'; else echo '{"running":false}'; fi ;;
  "server start") touch running ;;
  "server stop") rm -f running ;;
  "ls --json")
    echo '[{"modelKey":"qwen3-4b","displayName":"Qwen3 4B","sizeBytes":2497281120},'
    echo '{"modelKey":"gemma-3-27b-it-qat","displayName":"Gemma 3 27B Instruct QAT","sizeBytes":17230000000}]' ;;
  "ps --json")
    list=
    for model in loaded-*; do
      [ -e "$model" ] && list="$list\${list:+,}{\\"identifier\\":\\"\${model#loaded-}\\"}"
    done
    echo "[$list]" ;;
  "load gemma-3-27b-it-qat "*) echo "not enough memory" >&2; exit 3 ;;
  "load "*) touch "loaded-$2"; echo "$*" >> asked ;;
  "unload --all") rm -f loaded-* ;;
  "unload "*) rm -f "loaded-$2" ;;
  *) exit 2 ;;
esac
`;

export async function makeLms() {
  const folder = await mkdtemp(join(tmpdir(), "rustygpt-lms-"));
  const path = join(folder, "lms");
  await writeFile(path, script, { mode: 0o700 });
  return { path, asked: join(folder, "asked"), remove: () => rm(folder, { recursive: true }) };
}
