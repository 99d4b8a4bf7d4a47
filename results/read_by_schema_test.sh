#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# read_by_schema_test.sh <write_example_result> <results folder>: a file that we wrote validates against the schema, knows no
# key that the schema lacks, and loses its validity by each of the mutations below. pandas reads the CSV.
python=/usr/bin/python3
if ! $python -c 'import jsonschema' 2>/dev/null; then
  echo "skipped: $python has no jsonschema (apt-get install python3-jsonschema)"
  exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" "$folder/result.json" && "$1" "$folder/result.csv" || exit 1
exec $python - "$folder" "$2/schema/pontage-result-1.schema.json" <<'PYTHON'
import copy
import json
import sys

import jsonschema

folder, schema_path = sys.argv[1:]
with open(schema_path) as file:
    schema = json.load(file)
with open(folder + "/result.json") as file:
    result = json.load(file)


def closed(part):
    """The schema with every object closed: a key that we write and do not describe is an error."""
    if isinstance(part, list):
        return [closed(item) for item in part]
    if not isinstance(part, dict):
        return part
    part = {key: closed(value) for key, value in part.items()}
    if part.get("type") == "object" and "properties" in part:
        part["additionalProperties"] = False
    return part


def changed(change):
    other = copy.deepcopy(result)
    change(other)
    return other


def first_case(other):
    return other["pontage"]["results"][0]


mutations = {
    "Google's schema version is not 1": lambda r: r["context"].update(json_schema_version=2),
    "another major version": lambda r: r["pontage"].update(schema="2.0"),
    "a word that no status has": lambda r: first_case(r).update(status="fine"),
    "a time as text": lambda r: first_case(r)["runs"][0]["job"].update(median_ns="12"),
    "a leaf of no class": lambda r: first_case(r)["runs"][0]["ledger_mean"]["leaves"][0].update({"class": "magic"}),
    "a missing key": lambda r: first_case(r).pop("provenance"),
    "a negative count": lambda r: first_case(r)["runs"][0].update(jobs_count=-1),
}
for validator in jsonschema.Draft202012Validator, jsonschema.Draft7Validator:
    validator.check_schema(schema)
    validator(schema).validate(result)
    validator(closed(schema)).validate(result)
    extended = changed(lambda r: first_case(r).update(x_vendor={"anything": 1}))
    validator(schema).validate(extended)
    for name, mutation in mutations.items():
        if validator(schema).is_valid(changed(mutation)):
            sys.exit(f"{validator.__name__} accepts: {name}")
for word in "prefixItems", "unevaluated", "$dynamic":
    if word in json.dumps(schema):
        sys.exit(f"the schema uses {word}, which draft-07 validators do not know")
print(f"valid; {len(mutations)} mutations refused by both drafts")

try:
    import pandas
except ImportError:
    print("CSV not tried: no pandas (apt-get install python3-pandas)")
else:
    table = pandas.read_csv(folder + "/result.csv")
    counted = lambda run: sum(1 for reading in run["counters"] if reading["value"] is not None)
    right = sum(3 + counted(run) for c in result["pontage"]["results"] if c["status"] == "right" for run in c["runs"])
    other = sum(1 for c in result["pontage"]["results"] if c["status"] != "right")
    assert len(table) == right + other, (len(table), right, other)
    assert table["value"].dtype == float and table["shape.bytes"].notna().any()
    print(f"pandas reads {len(table)} rows")
PYTHON
