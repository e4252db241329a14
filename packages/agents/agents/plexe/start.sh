#!/bin/bash
# Settings come as environment variables: PLEXE_PROVIDER, PLEXE_MAX_ITERATIONS, PLEXE_TIMEOUT_SECS.
set -uo pipefail

eval "$(conda shell.bash hook)"
conda activate plexe
cd "$AGENT_DIR" || exit 1

# Plexe asks for a model per role; here one model plays all of them.
for role in STATISTICAL_ANALYSIS ML_TASK_ANALYSIS METRIC_SELECTION DATASET_SPLITTING BASELINE_BUILDER \
  FEATURE_PROCESSOR MODEL_DEFINER EVALUATION HYPOTHESISER PLANNER INSIGHT_EXTRACTOR; do
  export "${role}_LLM=${PLEXE_PROVIDER:?set PLEXE_PROVIDER, for example openai/gpt-4o}"
done

# Copies of the data stay behind; what explains the result is collected below.
export PLEXE_WORK_DIR="$AGENT_DIR/plexe"
# Without this, Spark downloads libraries for S3 from Maven Central at each start, and litellm its prices from GitHub.
SPARK_JARS="$(python -c 'import pathlib, pyspark; print(next(pathlib.Path(pyspark.__path__[0], "jars").glob("spark-core_*.jar")))')"
export SPARK_JARS LITELLM_LOCAL_MODEL_COST_MAP=True
# Plexe would use eight cores and 8 GB whatever there is.
SPARK_LOCAL_CORES="${SPARK_LOCAL_CORES:-$(nproc)}"
SPARK_DRIVER_MEMORY="${SPARK_DRIVER_MEMORY:-4g}"
# The programs of the model, step by step, for whoever reads the log.
AGENT_VERBOSITY_LEVEL="${AGENT_VERBOSITY_LEVEL:-1}"
export SPARK_LOCAL_CORES SPARK_DRIVER_MEMORY AGENT_VERBOSITY_LEVEL

timeout --kill-after=60 "${PLEXE_TIMEOUT_SECS:-86400}" python run_plexe.py
code=$?

# Programs, reports and checkpoints; the model's own files as Plexe packs them.
if [ -d "$PLEXE_WORK_DIR" ]; then
  mkdir -p "$CODE_DIR/plexe"
  (cd "$PLEXE_WORK_DIR" && find . -type f \( -name '*.py' -o -name '*.json' -o -name '*.yaml' -o -name '*.md' \) -size -10M \
    ! -path '*.parquet/*' -print0 | tar --create --null --files-from=-) | tar --extract --directory="$CODE_DIR/plexe"
  cp "$PLEXE_WORK_DIR/model.tar.gz" "$CODE_DIR/plexe/" 2>/dev/null
fi
if [ -f "$SUBMISSION_DIR/submission.csv" ]; then
  bash /home/validate_submission.sh "$SUBMISSION_DIR/submission.csv"
fi
if [ "$code" -eq 124 ] || [ "$code" -eq 137 ]; then
  echo "time is up after ${PLEXE_TIMEOUT_SECS:-86400}s"
fi
exit "$code"
