import { join, resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type Python, pythonWith } from "./python.ts";

const deploy = resolve(import.meta.dirname, "../../deploy");
let kubernetes: Python;
let botocore: Python;
beforeAll(() => {
  kubernetes = pythonWith("kubernetes-validate", "kubernetes-validate==1.37.0");
  botocore = pythonWith("botocore", "botocore==1.44.5");
}, 600_000);

/** Problems of the documents of a file, by the schema that Kubernetes publishes. */
const MANIFEST = `
import sys, yaml, kubernetes_validate as k
for document in yaml.safe_load_all(open(sys.argv[1])):
    if len(sys.argv) > 2: document["spec"][sys.argv[2]] = "many"
    try: k.validate(document, k.latest_version(), strict=True)
    except k.ValidationError as error: print(error.message)
`;

test.each(["shards-job.yaml", "collect-cronjob.yaml"])("%s is as Kubernetes wants it", (name) => {
  if (kubernetes.missing) throw new Error(kubernetes.missing);
  expect(kubernetes.run(MANIFEST, join(deploy, "kubernetes", name))).toBe("");
});

test("what Kubernetes does not want is seen", () => {
  if (kubernetes.missing) throw new Error(kubernetes.missing);
  expect(kubernetes.run(MANIFEST, join(deploy, "kubernetes/shards-job.yaml"), "completions")).toContain("many");
});

/** Problems of a request, by the service's own model. */
const REQUEST = `
import sys, json, botocore.session, botocore.validate
model = botocore.session.get_session().get_service_model("batch").operation_model(sys.argv[1]).input_shape
request = json.load(open(sys.argv[2]))
unknown = set(request) - set(model.members)
print(botocore.validate.ParamValidator().validate(request, model).generate_report() + " ".join(unknown), end="")
`;

test.each([
  ["RegisterJobDefinition", "job-definition.json"],
  ["SubmitJob", "submit-job.json"],
])("AWS Batch takes %s of %s", (operation, name) => {
  if (botocore.missing) throw new Error(botocore.missing);
  expect(botocore.run(REQUEST, operation, join(deploy, "aws-batch", name))).toBe("");
});
