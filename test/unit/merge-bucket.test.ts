import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { filesOf, folder, inside, words } from "../cli/harness.ts";
import { gsStub, type Stub } from "../support/gs-stub.ts";

const RUN = words("run smart-meter --start 2024-01-01 --end 2024-01-02 --interval 1h --count 6 --seed 7 -q");

let stub: Stub;
const at = (prefix: string) => `gs://test/${prefix}?endpoint=${stub.url}`;
beforeEach(async () => {
  stub = await gsStub();
});
afterEach(() => stub.close());

const made = async (shards: string, prefix = "out", more = "") => {
  for (const shard of shards.split(" "))
    expect(await inside([...RUN, ...words(`--to ${at(prefix)} --shard ${shard} ${more}`.trim())])).toMatchObject({
      code: 0,
      stderr: "",
    });
};
const under = (prefix = "out/") => [...stub.objects.keys()].filter((name) => name.startsWith(prefix)).sort();
const records = () => under("out/.fauxmetry/");
const content = () => new Map([...stub.objects].map(([name, bytes]) => [name, bytes.toString("base64")]));

test("leaves what one run leaves, to the byte, with _SUCCESS last; merging again changes nothing", async () => {
  await made("3/4 1/2 4/4");
  expect(under()).not.toContain("out/_SUCCESS");
  const { code, stdout } = await inside(["merge", at("out")]);
  expect(stdout).toMatch(
    /^ok smart-meter-\w+: table readings, 3 shards, 12 files, 288 rows\n {2}manifest gs:\/\/test\/out\/\.fauxmetry\/smart-meter-\w+\.1-of-1\.json\n$/,
  );
  expect(code).toBe(0);
  expect(stub.asked.filter((line) => !line.startsWith("GET")).at(-1)).toMatch(/^POST .*_SUCCESS/);
  const merged = content();
  stub.asked.length = 0;
  expect(await inside(["merge", at("out/")])).toMatchObject({ code: 0 });
  expect(stub.asked.filter((line) => !line.startsWith("GET"))).toEqual([]);
  expect(content()).toEqual(merged);
  expect(await inside(["verify", at("out")])).toMatchObject({ code: 0 });
  stub.objects.clear();
  await made("1/1");
  expect(content()).toEqual(merged);
});

test("that was ended on the way can be done again", async () => {
  await made("1/2 2/2");
  const before = new Map(stub.objects);
  await inside(["merge", at("out")]);
  const merged = content();
  for (const [name, bytes] of before) if (name !== records()[0]) stub.objects.set(name, bytes);
  stub.objects.delete("out/_SUCCESS");
  expect(records()).toHaveLength(3);
  expect(await inside(["merge", at("out")])).toMatchObject({ code: 0 });
  expect(content()).toEqual(merged);
});

test("joins what is in several places: the one manifest goes to another, where _SUCCESS waits for the data", async () => {
  await made("1/2", "a");
  await made("2/2", "b");
  expect(await inside(["merge", at("a"), at("b")])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--to a folder or bucket"),
  });
  expect(await inside(["merge", at("a"), at("b"), "--to", at("out")])).toMatchObject({ code: 0 });
  expect(under()).toEqual([expect.stringMatching(/^out\/\.fauxmetry\/smart-meter-\w+\.1-of-1\.json$/)]);
  for (const name of under("a/dt=").concat(under("b/dt=")))
    stub.objects.set(name.replace(/^./, "out"), stub.objects.get(name)!);
  expect(await inside(["merge", at("out")])).toMatchObject({ code: 0 });
  expect(under()).toContain("out/_SUCCESS");
  const here = join(folder(), "here");
  expect(await inside(["merge", at("a"), at("b"), "--to", here])).toMatchObject({ code: 0 });
  const { inputs, ...manifest } = JSON.parse(readFileSync(join(here, filesOf(here)[0]), "utf8"));
  expect({ ...manifest, inputs: "." }).toEqual(JSON.parse(String(stub.objects.get(records()[0]))));
  expect(join(here, inputs)).toBe(process.cwd());
});

const spoilt: [string, () => unknown, RegExp][] = [
  ["a shard is missing", () => stub.objects.delete(records()[1]), /the shard 2\/3 is missing/],
  [
    "shards overlap",
    async () => {
      await made("1/2", "other");
      const [name] = under("other/.fauxmetry/");
      stub.objects.set(name.replace("other", "out"), stub.objects.get(name)!);
    },
    /the shards 1\/\d and 1\/\d overlap/,
  ],
  ["an object is missing", () => stub.objects.delete(under("out/dt=")[0]), /\.json, of shard 1\/3, is missing/],
  [
    "an object is cut",
    () => stub.objects.set(under("out/dt=")[0], Buffer.from("{}")),
    /of shard 1\/3, has 2 bytes, and had/,
  ],
  [
    "an object has changed",
    () => {
      const [name] = under("out/dt=");
      stub.objects.set(name, Buffer.alloc(stub.objects.get(name)!.length));
    },
    /of shard 1\/3, has another content than it had/,
  ],
  [
    "a shard is unfinished",
    () => {
      const [, , name] = records();
      stub.objects.set(name.replace(".json", ".journal/00000001"), Buffer.from('{"by":"x","at":0}\n{"run":"x"}\n'));
      stub.objects.delete(name);
    },
    /3-of-3 is unfinished: --resume continues it\n.*the shard 3\/3 is missing/,
  ],
  [
    "a manifest is damaged",
    () => stub.objects.set(records()[1], Buffer.from("{")),
    /could not read the manifest \.fauxmetry\/smart-meter-\w+\.2-of-3\.json: /,
  ],
  [
    "a manifest is of another scenario",
    async () => {
      const [, own] = records();
      await made("2/3", "other", "--count 8");
      const [foreign] = under("other/.fauxmetry/");
      const run = (name: string) => /smart-meter-\w+/.exec(name)![0];
      stub.objects.set(own, Buffer.from(String(stub.objects.get(foreign)).replaceAll(run(foreign), run(own))));
    },
    /shard 1\/3 and shard 2\/3 do not agree in hash/,
  ],
  [
    "shards of another run are there too",
    () => made("1/2", "out", "--format csv"),
    /^not ok .*\n {2}the shard 2\/2 is missing$/m,
  ],
];

let three: Map<string, Buffer> | undefined;

test.each(spoilt)("tells that %s", async (_, spoil, expected) => {
  if (three) for (const [name, bytes] of three) stub.objects.set(name, bytes);
  else await made("1/3 2/3 3/3");
  three ??= new Map(stub.objects);
  await spoil();
  const before = records();
  const { code, stdout } = await inside(["merge", at("out")]);
  expect(stdout).toMatch(expected);
  expect(code).toBe(1);
  expect(under()).not.toContain("out/_SUCCESS");
  if (!/^ok/m.test(stdout)) expect(records()).toEqual(before);
});

test("of what is no bucket with a run is an error", async () => {
  expect(await inside(["merge", at("nothing")])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("there are no manifests in gs://test/nothing/.fauxmetry"),
  });
  expect(await inside(["merge", `gs://none/?endpoint=${stub.url}`])).toMatchObject({ code: 3 });
});

test("a manifest that is there already is never replaced", async () => {
  await made("1/2", "a");
  await made("2/2", "b");
  await inside(["merge", at("a"), at("b"), "--to", at("out")]);
  const [name] = records();
  stub.objects.set(name, Buffer.from("mine"));
  expect(await inside(["merge", at("a"), at("b"), "--to", at("out")])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/\.json is there already, and is another/),
  });
  expect(String(stub.objects.get(name))).toBe("mine");
});

test("inputs that a scenario reads are found from where the run was started, however they are named", async () => {
  const cwd = folder();
  writeFileSync(join(cwd, "inventory.csv"), "id,region\na,north\nb,south\n");
  writeFileSync(
    join(cwd, "plant.yaml"),
    "name: plant\norigin: 2024-01-01\nstart: 2024-01-01\nend: 2024-01-02\ninterval: 1h\ninventory: { from: inventory.csv }\nmetrics: { a: { signals: [{ walk: { sd: 1 } }] } }\nrecords: [{ table: readings, path: '{id}.json' }]\n",
  );
  for (const shard of ["1/2", "2/2"])
    await inside(["run", join(cwd, "plant.yaml"), "--to", at("out"), "--shard", shard, "-q"]);
  expect(await inside(["merge", at("out")])).toMatchObject({ code: 0 });
  expect(await inside(["verify", at("out")])).toMatchObject({ code: 0 });
});
