"""Lets Plexe build a model from the competition's training table, and writes the submission with it."""

import importlib.util
import json
import os
import re
import sys
from pathlib import Path

import pandas
import yaml

DATA = Path(os.environ.get("DATA_DIR", "/home/data"))
WORK = Path(os.environ["PLEXE_WORK_DIR"])
SUBMISSION = Path(os.environ["SUBMISSION_DIR"]) / "submission.csv"
READERS = {
    ".csv": pandas.read_csv,
    ".tsv": lambda path: pandas.read_csv(path, sep="\t"),
    ".parquet": pandas.read_parquet,
    ".jsonl": lambda path: pandas.read_json(path, lines=True),
    ".json": pandas.read_json,
}


def table(wanted, unwanted):
    """The table whose name says most plainly what it is: train.csv before train_extra.csv."""
    found = [
        path
        for path in DATA.rglob("*")
        if path.suffix.lower() in READERS
        and wanted in path.name.lower()
        and not any(word in path.name.lower() for word in unwanted)
    ]
    if not found:
        sys.exit(f"Plexe needs a table named {wanted}.* in {DATA}; this competition has none.")
    return min(found, key=lambda path: (path.stem.lower() != wanted, len(path.parts), len(path.name)))


def read(path):
    return READERS[path.suffix.lower()](path)


def column_name(name):
    """Plexe's name for a column: it replaces dots, blanks, hyphens and brackets."""
    return re.sub(r"_+", "_", re.sub(r"[.\s\-()\[\]]", "_", name)).strip("_") or name


def features(package, test):
    """The columns that the model was trained with. Plexe leaves out some, such as those that only name a row."""
    wanted = list(json.loads((package / "schemas" / "input.json").read_text(encoding="utf-8"))["properties"])
    renamed = test.rename(columns={name: column_name(name) for name in test if name not in wanted})
    missing = [name for name in wanted if name not in renamed]
    if missing:
        sys.exit(f"The model needs columns that the test table lacks: {', '.join(missing)}")
    return renamed[wanted]


class Model:
    """The model that Plexe packed, with the code that applies it: one class whose name ends in Predictor."""

    def __init__(self, package):
        self.description = yaml.safe_load((package / "model.yaml").read_text(encoding="utf-8"))
        kind = self.description.get("model_type", "")
        specification = importlib.util.spec_from_file_location("packaged_predictor", package / "predictor.py")
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        names = [name for name in vars(module) if name.endswith("Predictor")]
        names.sort(key=lambda name: name.lower() != f"{kind}predictor")
        if not names:
            sys.exit(f"{package / 'predictor.py'} has no predictor")
        predictor = vars(module)[names[0]]
        # The rule of thumb that stands in when no model could be trained has no files of its own.
        self.predictor = predictor() if kind == "baseline" else predictor(model_dir=str(package))

    def labels(self, rows):
        """One prediction a row, or a table of them."""
        return pandas.DataFrame(self.predictor.predict(rows))

    def probabilities(self, rows):
        """A column for each class, in the order of the classes; None for a model without."""
        task = str(self.description.get("task_type", ""))
        if "classification" not in task or not hasattr(self.predictor, "predict_proba"):
            return None
        table = pandas.DataFrame(self.predictor.predict_proba(rows))
        encoder = getattr(self.predictor, "label_encoder", None)
        if encoder is not None and len(encoder.classes_) == table.shape[1]:
            table.columns = [str(name) for name in encoder.classes_]
        return table

    def wants_probabilities(self):
        """Whether the metric that Plexe chose is one of probabilities."""
        from plexe.helpers import metric_requires_probabilities

        return metric_requires_probabilities(str(self.description.get("metric", {}).get("name", "")))


def target_column(model, rows, target, sample, alone):
    """The predictions for one column of the submission, in the form of the sample's column."""
    labels = model.labels(rows)
    if pandas.api.types.is_float_dtype(sample[target]) or model.wants_probabilities():
        probabilities = model.probabilities(rows)
        # The second of two classes is the one that a single column is about.
        if probabilities is not None and alone and probabilities.shape[1] == 2:
            return probabilities.iloc[:, 1].to_numpy()
        if probabilities is not None and not alone and target in probabilities:
            return probabilities[target].to_numpy()
    values = labels[target if target in labels else labels.columns[0]]
    if pandas.api.types.is_bool_dtype(sample[target]):
        return values.astype(str).isin(["True", "true", "1", "1.0"]).to_numpy()
    return values.to_numpy()


def submission(model, rows, test, sample):
    """The sample's columns: ids from the test table, and the predictions for every other column."""
    identity, *targets = sample.columns
    result = pandas.DataFrame({identity: test[identity] if identity in test else sample[identity][: len(test)]})
    for target in targets:
        result[target] = target_column(model, rows, target, sample, alone=len(targets) == 1)
    return result


def main():
    from plexe.main import main as build

    train = table("train", ["test", "sample"])
    test = read(table("test", ["train", "sample"]))
    sample = read(table("sample", []))
    WORK.mkdir(parents=True, exist_ok=True)
    build(
        intent=(DATA / "description.md").read_text(encoding="utf-8"),
        train_dataset_uri=str(train),
        work_dir=WORK,
        user_id="agent",
        experiment_id=os.environ.get("COMPETITION_ID", "task"),
        max_iterations=int(os.environ.get("PLEXE_MAX_ITERATIONS", "10")),
        enable_final_evaluation=False,
    )
    package = WORK / "model"
    temporary = SUBMISSION.with_suffix(".new")
    submission(Model(package), features(package, test), test, sample).to_csv(temporary, index=False)
    temporary.replace(SUBMISSION)


if __name__ == "__main__":
    main()
