import { describe, expect, test } from "vitest";
import { shardCoverage } from "../../src/engine/shard-coverage.ts";

const of = (text: string) =>
  shardCoverage(
    text.split(" ").map((one) => {
      const [index, count] = one.split("/").map(Number);
      return { index, count };
    }),
  );

describe("what shards leave out and hold twice", () => {
  const cases: [string, string[]][] = [
    ["1/1", []],
    ["3/3 1/3 2/3", []],
    ["1/2 3/4 4/4", []],
    ["2/2", ["the shard 1/2 is missing"]],
    ["1/3", ["the shards 2/3 to 3/3 are missing"]],
    ["1/5 3/5 5/5", ["the shard 2/5 is missing", "the shard 4/5 is missing"]],
    ["1/2 1/3 2/3", ["the shards 1/2 and 1/3 overlap", "the shards 1/2 and 2/3 overlap", "the shard 3/3 is missing"]],
    ["1/1 2/3", ["the shards 1/1 and 2/3 overlap"]],
    ["1/3 4/5 5/5", ["what lies between 1/3 and 3/5 of the run is missing"]],
    ["1/1000000", ["the shards 2/1000000 to 1000000/1000000 are missing"]],
  ];
  test.each(cases)("%s", (shards, problems) => {
    expect(of(shards)).toEqual(problems);
  });
});
