import type { Session } from "../session/session.js";
import { runCode } from "../tools/run-code.js";

const previewSeconds = 300;
const longestPreview = 12 * 1024;

/** Files with their sizes, the first lines of tables, and what Python has. */
const previewScript = `
echo "Files (bytes, path):"
find -L data -maxdepth 3 -type f -printf '%s %p\\n' 2>/dev/null | sort -k2 | head -60
echo "$(find -L data -type f | wc -l) files in total"
find -L data -maxdepth 2 -type f \\( -name '*.csv' -o -name '*.json' -o -name '*.txt' -o -name '*.tsv' \\) | sort | head -12 |
while IFS= read -r file; do
  echo; echo "$file: $(wc -l <"$file") lines, beginning with:"
  head -n 4 "$file" | cut -c 1-600
done
echo
python=$(command -v python || command -v python3)
"$python" - <<'END'
import importlib.metadata as metadata, os, sys
names = ["numpy", "pandas", "polars", "scipy", "scikit-learn", "xgboost", "lightgbm", "catboost", "torch", "torchvision",
         "timm", "transformers", "tensorflow", "pillow", "opencv-python", "librosa"]
found = []
for name in names:
    try:
        found.append(name + " " + metadata.version(name))
    except metadata.PackageNotFoundError:
        pass
print("Python", sys.version.split()[0], "with", ", ".join(found) or "its standard library only")
END
`;

/** What is in the data directory, for a model that cannot look itself. Found once. */
export async function previewData(session: Session): Promise<string> {
  for (const line of session.lines())
    if (line.type === "info" && line.source === "preview") return String(line.data);
  const { output } = await runCode(session.task.environment, previewScript, {
    language: "bash",
    timeout: Math.max(1, Math.min(previewSeconds, session.secondsLeft())),
    signal: session.signal,
    longest: longestPreview,
  });
  const [line] = session.record({ type: "info", source: "preview", data: output });
  return line.type === "info" ? String(line.data) : output;
}
