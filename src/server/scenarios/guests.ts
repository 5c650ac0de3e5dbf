import type { Context, Hosted } from "../context.ts";
import { Refusal } from "../errors.ts";

/** Time after its last use that a scenario which was sent is forgotten, ms. */
const KEPT = 3_600_000;

/** Hosts a scenario that was sent, and forgets those nobody has used for an hour. Returns it with the time it expires. */
export function admit({ scenarios, clock, config }: Context, hosted: Hosted): Hosted {
  const now = clock.now();
  for (const { name, expires } of [...scenarios.values()])
    if (expires !== undefined && expires <= now) scenarios.delete(name);
  const guests = [...scenarios.values()].filter(({ expires }) => expires !== undefined);
  const most = config.limits.scenarios;
  if (!scenarios.has(hosted.name) && guests.length >= most)
    throw new Refusal(
      503,
      `${guests.length} scenarios that were sent are kept, the most allowed: delete one, or try again later`,
      60,
    );
  const kept = { ...hosted, expires: now + KEPT };
  scenarios.set(hosted.name, kept);
  return kept;
}

/** The scenario of a name, kept for another hour where it was sent; undefined where there is none, or none any more. */
export function guestOf({ scenarios, clock }: Context, name: string): Hosted | undefined {
  const found = scenarios.get(name);
  if (found?.expires === undefined) return found;
  if (found.expires <= clock.now()) {
    scenarios.delete(name);
    return undefined;
  }
  const kept = { ...found, expires: clock.now() + KEPT };
  scenarios.set(name, kept);
  return kept;
}
