import { describe, expect, test } from "vitest";
import { schedulerShard } from "../../src/cli/scheduler-shard.ts";

/** `A=1 B=2` as an environment. */
const environment = (text: string) => Object.fromEntries(text.split(" ").map((pair) => pair.split("=")));
const found = (text: string) => {
  const { shard, scheduler } = schedulerShard(environment(text)) ?? {};
  return shard && `${shard.index + 1}/${shard.count} ${scheduler}`;
};

describe("which shard a task makes", () => {
  const arrays: [string, string | undefined][] = [
    ["HOME=/", undefined],
    ["SHARD_COUNT=1", undefined],
    ["JOB_COMPLETION_INDEX=2 SHARD_COUNT=4", "3/4 Kubernetes"],
    ["AWS_BATCH_JOB_ARRAY_INDEX=0 AWS_BATCH_JOB_ARRAY_SIZE=2", "1/2 AWS Batch"],
    ["CLOUD_RUN_TASK_INDEX=0 CLOUD_RUN_TASK_COUNT=1", "1/1 Cloud Run"],
    ["BATCH_TASK_INDEX=9 BATCH_TASK_COUNT=10", "10/10 Google Batch"],
    [
      "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=8 SLURM_ARRAY_TASK_COUNT=8 SHARD_COUNT=8",
      "3/8 Slurm",
    ],
    ["SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_COUNT=8", "4/8 Slurm"],
    ["SGE_TASK_ID=2 SGE_TASK_FIRST=1 SGE_TASK_LAST=3 SGE_TASK_STEPSIZE=1", "2/3 Grid Engine"],
    ["SGE_TASK_ID=undefined SGE_TASK_FIRST=undefined SGE_TASK_LAST=undefined", undefined],
    ["PBS_ARRAY_INDEX=1 SHARD_COUNT=2", "1/2 PBS"],
    ["LSB_JOBINDEX=4 LSB_JOBINDEX_END=4", "4/4 LSF"],
    ["LSB_JOBINDEX=0", undefined],
    ["NOMAD_ALLOC_INDEX=1 SHARD_COUNT=2", "2/2 Nomad"],
    ["NOMAD_ALLOC_INDEX=1 JOB_COMPLETION_INDEX=1 SHARD_COUNT=2", "2/2 Kubernetes"],
  ];
  test.each(arrays)("%s", (variables, expected) => {
    expect(found(variables)).toBe(expected);
  });
});

describe("what leaves it open is refused, with what to do", () => {
  const open: [string, RegExp][] = [
    ["JOB_COMPLETION_INDEX=2", /Kubernetes \(JOB_COMPLETION_INDEX=2\), and SHARD_COUNT is not set: set it to/],
    ["AWS_BATCH_JOB_ARRAY_INDEX=0", /AWS_BATCH_JOB_ARRAY_SIZE is not set/],
    ["NOMAD_ALLOC_INDEX=0 SHARD_COUNT=two", /SHARD_COUNT is two, no whole number/],
    ["PBS_ARRAY_INDEX=0 SHARD_COUNT=2", /tasks from 1 to 2: it is none of them/],
    ["JOB_COMPLETION_INDEX=4 SHARD_COUNT=4", /tasks from 0 to 3: it is none of them/],
    ["CLOUD_RUN_TASK_INDEX=0 CLOUD_RUN_TASK_COUNT=2 SHARD_COUNT=3", /Cloud Run .* of 2, but SHARD_COUNT is 3/],
    ["SHARD_COUNT=3", /no scheduler tells this task's index/],
    ["JOB_COMPLETION_INDEX=0 PBS_ARRAY_INDEX=2 SHARD_COUNT=2", /Kubernetes says 1\/2, and PBS 2\/2/],
    // one failed task, or some, handed in again
    ["SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_MAX=3 SLURM_ARRAY_TASK_COUNT=1", /1 to n/],
    ["SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=1 SLURM_ARRAY_TASK_COUNT=1", /1 to n/],
    ["SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_COUNT=3", /1 to n/],
    ["SLURM_ARRAY_TASK_ID=4", /SLURM_ARRAY_TASK_MIN is not set/],
    ["SGE_TASK_ID=3 SGE_TASK_FIRST=1 SGE_TASK_LAST=5 SGE_TASK_STEPSIZE=2", /1 to n/],
    ["LSB_JOBINDEX=1 LSB_JOBINDEX_END=1", /1 to n/],
  ];
  test.each(open)("%s", (variables, expected) => {
    expect(() => found(variables)).toThrow(expected);
    expect(() => found(variables)).toThrow("--shard 1/1 makes the whole");
  });
});
