import { z } from "zod";
import { daysOf } from "../../core/instant.ts";
import type { App, Context, Hosted } from "../context.ts";
import { Refusal } from "../errors.ts";

const minutes = z.int().min(1).max(1440);

const body = z
  .object({
    current_time: z
      .string()
      .nullish()
      .meta({
        description: "The end of the window, UTC, as 2026-03-01 10:00:00; absent means the server's clock.",
        examples: ["2026-03-01 10:00:00"],
      }),
    window_minutes: minutes.default(60).meta({ description: "Length of the window.", examples: [60] }),
    frequency_minutes: minutes.default(15).meta({ description: "Length of a slot of reports.", examples: [15] }),
    update_probability: z
      .number()
      .min(0)
      .max(1)
      .nullish()
      .meta({
        description:
          "Probability that an entity without an error reports in a slot, at a second drawn evenly; absent: it reports as the scenario's events do.",
        examples: [0.1],
      }),
  })
  .nullish();

const answer = z.object({
  generated_at: z.string(),
  window_minutes: z.int(),
  frequency_minutes: z.int(),
  device_count_in_window: z.int(),
  segments: z.array(
    z.object({
      name: z.string(),
      dimensions: z.array(z.string()),
      rows: z.array(z.object({ dimensions: z.record(z.string(), z.string()), count: z.int() })),
    }),
  ),
});
const refused = z.object({ detail: z.unknown() });

const TIME = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})$/;

/** Seconds since 1970 of a time in UTC; undefined where the text is none. */
function secondsOf(text: string): number | undefined {
  const [year, month, day, hour, minute, second] = TIME.exec(text)?.slice(1).map(Number) ?? [];
  if (year === undefined || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59)
    return undefined;
  const days = daysOf(year, month, day);
  const next = month === 12 ? daysOf(year + 1, 1, 1) : daysOf(year, month + 1, 1);
  if (year < 1 || days >= next) return undefined;
  return days * 86_400 + hour * 3600 + minute * 60 + second;
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}

/** The first hosted scenario that has segments, or the one of a name. */
async function hostedWithSegments({ scenarios, awaited }: Context, name: string | undefined): Promise<Hosted> {
  await awaited?.load();
  const all = [...scenarios.values()].filter(({ plan }) => plan.segments);
  const found = name === undefined ? all[0] : all.find((one) => one.name === name);
  if (found) return found;
  const known = all.map((one) => one.name).join(", ") || "none; serve atm-fleet has some";
  throw new Refusal(
    404,
    `no hosted scenario${name === undefined ? "" : ` \`${name}\``} has segments; there are ${known}`,
  );
}

/** Counts of the entities that have reported, by segments. */
export function segmentRoutes(app: App, context: Context): void {
  const { clock, counterOf, scenarios, startup } = context;
  // who the entities are, and who is in trouble today, takes a while to find where there are a million
  app.addHook("onListen", () => {
    const to = Math.floor(clock.now() / 1000);
    for (const hosted of scenarios.values())
      for (const probability of [0, undefined])
        if (hosted.plan.segments) startup.add(counterOf(hosted)({ window: { from: to, to }, minutes: 1, probability }));
  });
  app.post(
    "/segment-stats",
    {
      schema: {
        tags: ["fleet"],
        summary: "Segments",
        description:
          "How many entities have reported in the window before an instant, by the scenario's segments. The same question has the same answer, of any time.",
        querystring: z.object({
          scenario: z
            .string()
            .optional()
            .meta({ description: "Which hosted scenario; absent: the first with segments." }),
        }),
        body,
        response: { 200: answer, 400: refused, 404: refused, 422: refused, 500: refused },
      },
    },
    async ({ body, query }) => {
      const { current_time, window_minutes = 60, frequency_minutes = 15, update_probability } = body ?? {};
      const to = current_time == null ? Math.floor(clock.now() / 1000) : secondsOf(current_time);
      if (to === undefined) throw new Refusal(400, 'Invalid timestamp format. Use "YYYY-MM-DD HH:MM:SS".');
      const hosted = await hostedWithSegments(context, query.scenario);
      const { present, segments } = await counterOf(hosted)({
        window: { from: to - window_minutes * 60, to },
        minutes: frequency_minutes,
        probability: update_probability ?? undefined,
      });
      return {
        generated_at: timeText(to),
        window_minutes,
        frequency_minutes,
        device_count_in_window: present,
        segments: segments.map(({ name, dimensions, rows }) => ({
          name,
          dimensions: [...dimensions],
          rows: [...rows],
        })),
      };
    },
  );
}

/** Whether the server answers. */
export function okRoutes(app: App): void {
  const ok = z.object({ status: z.literal("ok") });
  app.get(
    "/health",
    {
      logLevel: "warn",
      config: { rateLimit: false },
      schema: {
        tags: ["health"],
        summary: "Health",
        description: "The server answers.",
        security: [],
        response: { 200: ok },
      },
    },
    async () => ({ status: "ok" as const }),
  );
}
