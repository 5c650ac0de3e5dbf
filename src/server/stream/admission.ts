import { Counter, Gauge, type Registry } from "prom-client";
import type { Clock } from "../../engine/pace.ts";
import type { Limits } from "../config.ts";
import { Refusal } from "../errors.ts";

/** A place among the open streams. */
export interface Place {
  /** How many ticks of so many rows may begin now: a wide one may, wherever there is a row to spare. */
  grant(width: number): number;
  /** Counts rows that are sent. */
  sent(rows: number): void;
  /** When there may be a row again after `grant` gave none, ms of the clock. */
  readonly again: number;
  leave(): void;
}

/** Lets clients open streams, within the limits. */
export interface Admission {
  /** Throws Refusal 429 or 503 where there is no place. */
  enter(client: string): Place;
}

/** What one client has: its open streams, and the rows that it may still be sent. */
interface Client {
  streams: number;
  rows: number;
  at: number;
}

/** Seconds after which a client that found no place may try again. */
const RETRY = 10;

export function createAdmission(limits: Limits, clock: Clock, registry: Registry): Admission {
  const clients = new Map<string, Client>();
  const open = new Gauge({ name: "fauxmetry_streams", help: "Open streams.", registers: [registry] });
  const sent = new Counter({
    name: "fauxmetry_rows_total",
    help: "Rows that streams have sent.",
    registers: [registry],
  });
  const rate = limits["client-rows"];
  let streams = 0;
  const count = (change: 1 | -1): void => {
    streams += change;
    open.set(streams);
  };
  return {
    enter(name) {
      const client = clients.get(name) ?? { streams: 0, rows: rate ?? 0, at: clock.now() };
      if (client.streams >= limits["client-streams"])
        throw new Refusal(429, `${client.streams} streams of this client are open, the most allowed: close one`, RETRY);
      if (streams >= limits.streams)
        throw new Refusal(503, `${streams} streams are open, the most allowed: try again later`, RETRY);
      clients.set(name, client);
      client.streams++;
      count(1);
      let there = true;
      return {
        grant(width) {
          if (rate === undefined) return Infinity;
          refill(client, rate, clock.now());
          return client.rows < 1 ? 0 : Math.max(1, Math.floor(client.rows / width));
        },
        sent(rows) {
          client.rows -= rows;
          sent.inc(rows);
        },
        get again() {
          return client.at + (1000 * (1 - client.rows)) / rate!;
        },
        leave() {
          if (!there) return;
          there = false;
          client.streams--;
          if (client.streams === 0) clients.delete(name);
          count(-1);
        },
      };
    },
  };
}

/** A bucket that holds the rows of a second and fills at that rate; a wide tick may leave it owing. */
function refill(client: Client, rate: number, now: number): void {
  client.rows = Math.min(rate, client.rows + ((now - client.at) * rate) / 1000);
  client.at = now;
}
