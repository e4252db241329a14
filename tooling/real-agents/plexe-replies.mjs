// What a model answers to the roles of Plexe: each is a smolagents CodeAgent, which runs the code of an answer.

const analysis = `df = spark.read.parquet(dataset_uri)
rows = df.count()
kinds = dict(df.dtypes)`;

/** By a phrase of the role's prompt, the code of its answer. */
const roles = [
  ["You are a data structure analyst", `register_layout(data_layout="flat_numeric")`],
  [
    "You are a statistical data profiler",
    `${analysis}
text = [name for name, kind in kinds.items() if kind == "string"]
numbers = [name for name, kind in kinds.items() if kind in ("int", "bigint", "float", "double")]
save_statistical_profile(
    total_rows=rows, total_columns=len(kinds), numeric_columns=numbers, string_columns=text,
    other_columns=[name for name in kinds if name not in text + numbers], missing_value_summary={},
    string_stats={}, numeric_stats={}, quality_issues=[], key_insights=["A small table."],
)`,
  ],
  [
    "Perform ML-focused data analysis",
    `${analysis}
target = df.columns[-1]
save_eda_report(
    task_type="binary_classification", output_targets=[target],
    input_description={"type": "tabular", "num_features": len(kinds) - 2},
    target_description={"num_classes": 2, "balanced": True}, data_challenges=[],
    preprocessing_recommendations=["Impute", "Encode categories"], key_insights=[],
    recommended_split={"ratios": {"train": 0.85, "val": 0.15}, "temporal_reasoning": "none", "stratification_reasoning": "none"},
    problematic_columns=[{"column": df.columns[0], "reason": "names the row", "category": "identifier"}],
)`,
  ],
  [
    "submit_metric_choice(rationale",
    `area = "area under" in intent.lower()
submit_metric_choice(
    rationale="The metric of the description.", metric_name="roc_auc" if area else "accuracy", optimization_direction="higher"
)`,
  ],
  [
    "Intelligently split datasets",
    `${analysis}
train, val = df.randomSplit([split_ratios["train"], split_ratios["val"]], seed=42)
train.write.mode("overwrite").parquet(output_dir + "/train.parquet")
val.write.mode("overwrite").parquet(output_dir + "/val.parquet")
save_split_uris(train_uri=output_dir + "/train.parquet", val_uri=output_dir + "/val.parquet")`,
  ],
  [
    "create representative samples from train and validation",
    `spark.read.parquet(train_uri).write.mode("overwrite").parquet(output_dir + "/train_sample.parquet")
spark.read.parquet(val_uri).write.mode("overwrite").parquet(output_dir + "/val_sample.parquet")
save_sample_uris(
    train_sample_uri=output_dir + "/train_sample.parquet", val_sample_uri=output_dir + "/val_sample.parquet"
)`,
  ],
  [
    "HEURISTIC baseline predictor",
    `code = """import numpy as np
import pandas as pd


class HeuristicBaselinePredictor:
    def predict(self, x: pd.DataFrame) -> np.ndarray:
        return np.zeros(len(x), dtype=int)

    def predict_proba(self, x: pd.DataFrame) -> np.ndarray:
        return np.full((len(x), 2), 0.5)
"""
import numpy as np
import pandas as pd


class HeuristicBaselinePredictor:
    def predict(self, x):
        return np.zeros(len(x), dtype=int)

    def predict_proba(self, x):
        return np.full((len(x), 2), 0.5)


validate_baseline_predictor(HeuristicBaselinePredictor(), "constant", "Always the same class")
save_baseline_code(code)`,
  ],
  [
    "call save_plan() with",
    `for letter, trees in [("A", 40), ("B", 80), ("C", 120)][:VARIANTS]:
    save_plan(
        variant_id=letter, model_type="xgboost", feature_strategy="new", feature_changes={},
        feature_rationale="Impute and encode", model_directive=f"n_estimators={trees}, max_depth=4",
        model_change_summary=f"XGBoost: n_estimators={trees}", model_rationale="A small table needs few trees",
    )`,
  ],
  [
    "save_hypothesis(",
    `save_hypothesis(
    focus="model", vary="n_estimators", num_variants=1, rationale="More trees may help", keep_from_parent=["features"],
    expected_impact="small",
)`,
  ],
  [
    "save_pipeline_code",
    `code = """import numpy as np
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, OrdinalEncoder


def as_text(x):
    return x.astype(str)


numbers = make_column_selector(dtype_include=np.number)
others = make_column_selector(dtype_exclude=np.number)
codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
pipeline = Pipeline([
    ("columns", ColumnTransformer([
        ("numbers", SimpleImputer(strategy="median", keep_empty_features=True), numbers),
        ("others", Pipeline([("text", FunctionTransformer(as_text)), ("codes", codes)]), others),
    ])),
])
"""
save_pipeline_code(code)`,
  ],
  [
    "Create an untrained",
    `from xgboost import XGBClassifier

save_model(XGBClassifier(n_estimators=60, max_depth=4, learning_rate=0.1, n_jobs=2, random_state=0))`,
  ],
  [
    "save_insight",
    `save_insight(
    change="n_estimators", effect="little", applies_when="small tables", confidence="low", supporting_evidence=[0]
)`,
  ],
];

/** The answer to a role of Plexe; undefined where the text is no such prompt. */
export function plexeReply(text) {
  const [, code] = roles.find(([phrase]) => text.includes(phrase)) ?? [];
  if (code === undefined) return undefined;
  const variants = /Create (\d+) |Generate (\d+) /.exec(text);
  const filled = code.replace("VARIANTS", variants?.[1] ?? variants?.[2] ?? "1");
  return {
    text: `Thought: I do what is asked, in one step.\n<code>\n${filled}\nfinal_answer("done")\n</code>`,
    usage: { inputTokens: 4000, outputTokens: 300 },
  };
}
