import { UsageError } from "../core/error.ts";
import type { Shard } from "../engine/partition.ts";

/** A scheduler of array jobs, by the variables that it sets for each task. */
interface Scheduler {
  name: string;
  /** The task's index. */
  index: string;
  /** What the index says where there is no array. */
  none?: string;
  /** Index of the first task, or what tells it. */
  first: number | string;
  /** Index of the last task, where the array's range is chosen by whoever submits it. */
  last?: string;
  /** Step from task to task; 1 where it is not told. */
  step?: string;
  /** Number of tasks. */
  count?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Tells the number of tasks where the scheduler does not. */
const COUNT = "SHARD_COUNT";

/**
 * From the schedulers' documentation. Parallel jobs of continuous integration are none of these: each makes its own
 * whole input.
 */
const SCHEDULERS: readonly Scheduler[] = [
  { name: "Kubernetes", index: "JOB_COMPLETION_INDEX", first: 0, count: COUNT },
  { name: "AWS Batch", index: "AWS_BATCH_JOB_ARRAY_INDEX", first: 0, count: "AWS_BATCH_JOB_ARRAY_SIZE" },
  { name: "Cloud Run", index: "CLOUD_RUN_TASK_INDEX", first: 0, count: "CLOUD_RUN_TASK_COUNT" },
  { name: "Google Batch", index: "BATCH_TASK_INDEX", first: 0, count: "BATCH_TASK_COUNT" },
  {
    name: "Slurm",
    index: "SLURM_ARRAY_TASK_ID",
    first: "SLURM_ARRAY_TASK_MIN",
    last: "SLURM_ARRAY_TASK_MAX",
    count: "SLURM_ARRAY_TASK_COUNT",
  },
  {
    name: "Grid Engine",
    index: "SGE_TASK_ID",
    none: "undefined",
    first: "SGE_TASK_FIRST",
    last: "SGE_TASK_LAST",
    step: "SGE_TASK_STEPSIZE",
  },
  { name: "PBS", index: "PBS_ARRAY_INDEX", first: 1, count: COUNT },
  { name: "LSF", index: "LSB_JOBINDEX", none: "0", first: 1, last: "LSB_JOBINDEX_END", step: "LSB_JOBINDEX_STEP" },
  { name: "Nomad", index: "NOMAD_ALLOC_INDEX", first: 0, count: COUNT },
];

/** A shard, and whose variables tell it. */
export interface SchedulerShard {
  shard: Shard;
  scheduler: string;
}

/**
 * The shard that a task of an array job makes; undefined where there is no array. Throws a UsageError where the variables
 * do not tell which of how many it is: a whole run in each task would be made many times over.
 */
export function schedulerShard(environment: Environment): SchedulerShard | undefined {
  const found = SCHEDULERS.filter(({ index, none }) => ![undefined, "", none].includes(environment[index])).map(
    (scheduler) => shardBy(scheduler, environment),
  );
  const [one] = found;
  if (!one) {
    if ([undefined, "", "1"].includes(environment[COUNT])) return undefined;
    throw unclear(`${COUNT} is ${environment[COUNT]}, but no scheduler tells this task's index`);
  }
  const text = ({ shard }: SchedulerShard) => `${shard.index + 1}/${shard.count}`;
  const other = found.find((another) => text(another) !== text(one));
  if (!other) return one;
  throw unclear(`${one.scheduler} says ${text(one)}, and ${other.scheduler} ${text(other)}`);
}

function shardBy({ name, index, first, last, step, count }: Scheduler, environment: Environment): SchedulerShard {
  const told = `this is a task of ${name} (${index}=${environment[index]})`;
  const number = (from: number | string): number => {
    if (typeof from === "number") return from;
    const text = environment[from];
    if (text !== undefined && /^\d{1,9}$/.test(text)) return Number(text);
    const found = text === undefined || text === "" ? "is not set" : `is ${text}, no whole number`;
    throw unclear(`${told}, and ${from} ${found}${from === COUNT ? ": set it to the number of tasks" : ""}`);
  };
  const begin = number(first);
  const tasks = last === undefined ? number(count as string) : number(last) - begin + 1;
  if (last !== undefined) {
    const counted = count === undefined ? tasks : number(count);
    const regular = counted === tasks && (step === undefined || [undefined, "", "1"].includes(environment[step]));
    // what starts elsewhere, or is alone, may be some tasks of a larger array that are run again
    if (begin > 1 || tasks < 2 || !regular)
      throw unclear(`${told}, whose array is not 0 to n-1 or 1 to n: it does not tell how many shards there are`);
  }
  const at = number(index) - begin;
  if (at < 0 || at >= tasks)
    throw unclear(`${told}, with tasks from ${begin} to ${begin + tasks - 1}: it is none of them`);
  if (count !== COUNT && environment[COUNT] && environment[COUNT] !== String(tasks))
    throw unclear(`${told} of ${tasks}, but ${COUNT} is ${environment[COUNT]}`);
  return { shard: { index: at, count: tasks }, scheduler: name };
}

function unclear(what: string): UsageError {
  return new UsageError(`${what}; --shard i/n says which part to make, --shard 1/1 makes the whole`);
}
