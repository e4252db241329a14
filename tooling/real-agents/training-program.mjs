/**
 * A small program as a model would write it for a table: train on train.csv, validate, predict test.csv, write the
 * submission in the form of sample_submission.csv. It uses nothing but what pandas and scikit-learn offer.
 */
export function trainingProgram({ data, submission, trees = 50 }) {
  return `import pandas as pd
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.model_selection import train_test_split

train = pd.read_csv("${data}/train.csv")
test = pd.read_csv("${data}/test.csv")
sample = pd.read_csv("${data}/sample_submission.csv")
key, *targets = sample.columns
features = [name for name in test.columns if name in train.columns and name != key]
both = pd.concat([train[features], test[features]])
for name in both.columns:
    if not pd.api.types.is_numeric_dtype(both[name]):
        both[name] = both[name].astype("category").cat.codes
both = both.fillna(both.median())
x, x_test = both.iloc[: len(train)], both.iloc[len(train) :]
result = sample[[key]].copy()
for target in targets:
    y = train[target]
    classes = y.nunique() <= 10
    kind = RandomForestClassifier if classes else RandomForestRegressor
    fit_x, valid_x, fit_y, valid_y = train_test_split(x, y, test_size=0.2, random_state=0)
    model = kind(n_estimators=${trees}, random_state=0).fit(fit_x, fit_y)
    print(f"validation {target}: {model.score(valid_x, valid_y):.4f}")
    model = kind(n_estimators=${trees}, random_state=0).fit(x, y)
    fractions = pd.api.types.is_float_dtype(sample[target])
    result[target] = model.predict_proba(x_test)[:, 1] if classes and fractions else model.predict(x_test)
result.to_csv("${submission}", index=False)
print("wrote", result.shape)
`;
}
