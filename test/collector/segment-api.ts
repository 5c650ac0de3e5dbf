import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { mix } from "../support/mix.ts";

const SEGMENTS = {
  State: ["state"],
  Type: ["machine_type"],
  Model: ["machine_model"],
  Supplier: ["supplier"],
  "Model and Supplier": ["machine_model", "supplier"],
  OS: ["operating_system"],
  OS_Version: ["os_version"],
  "Type and OS and OS_version": ["machine_type", "operating_system", "os_version"],
} as const;

type Machine = Record<(typeof SEGMENTS)[keyof typeof SEGMENTS][number], string> & { index: number };

const STATES = ["AC", "BA", "MG", "RS", "SP"];
const SUPPLIERS = ["Bell", "Best Supplier", "Cool IT Supplier", "Lespeed", "Meganet", "Motto"];

/** A fleet for tests: what each machine is follows from its index. */
function fleetOf(size: number): Machine[] {
  return Array.from({ length: size }, (_, index) => ({
    index,
    state: STATES[mix(index, 1) % STATES.length],
    machine_type: ["ATM", "CC", "PD", "PC"][mix(index, 2) % 4],
    machine_model: `M${mix(index, 3) % 9}`,
    supplier: SUPPLIERS[mix(index, 4) % SUPPLIERS.length],
    operating_system: mix(index, 2) % 4 === 3 ? "Windows" : "Ubuntu",
    os_version: `17.${mix(index, 5) % 10}`,
  }));
}

/** When nobody of a supplier, or of all, reports: [from, to), ms UTC. */
export interface Outage {
  supplier?: string;
  from: number;
  to: number;
}

export interface SegmentApi {
  readonly url: string;
  readonly requests: unknown[];
  outages: Outage[];
  /** Answers so, for the next requests, instead of what is asked. */
  failures: ((request: IncomingMessage) => { status: number; body: string } | "hang up" | "be silent")[];
  stop(): Promise<void>;
  /** Listens again, on the same port. */
  start(): Promise<void>;
}

const parse = (text: string) => Date.parse(`${text.replace(" ", "T")}Z`);
const format = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

/** Who is online: those who reported in a slot of 15 minutes that ended in the hour before. The same question, the same answer. */
function online(fleet: Machine[], now: number, minutes: number, outages: Outage[], began: number): Machine[] {
  const slot = 900_000;
  const from = now - minutes * 60_000;
  return fleet.filter((machine) => {
    // all reported in the hour before the fleet began
    const seen = began - (mix(machine.index, 6) % 3_600_000);
    const out = (time: number) =>
      outages.some(
        (one) => time >= one.from && time < one.to && (one.supplier ?? machine.supplier) === machine.supplier,
      );
    if (seen > from && seen <= now && !out(seen)) return true;
    for (let s = Math.ceil(from / slot); s * slot <= now; s++)
      if (s * slot > began && mix(machine.index, s) % 10 === 0 && !out(s * slot)) return true;
    return false;
  });
}

/** A server that speaks as a segment API does, over a fleet that began at an instant. */
export async function segmentApi({ size = 400, began = Date.UTC(2025, 10, 16) } = {}): Promise<SegmentApi> {
  const fleet = fleetOf(size);
  let server: Server | undefined;
  let port = 0;
  const answer = (body: { current_time?: string | null; window_minutes: number; frequency_minutes: number }) => {
    const now = body.current_time ? parse(body.current_time) : began;
    const there = online(fleet, now, body.window_minutes, api.outages, began);
    const segments = Object.entries(SEGMENTS).map(([name, dimensions]) => {
      const groups = new Map<string, { dimensions: Record<string, string>; count: number }>();
      for (const machine of there) {
        const key = dimensions.map((one) => machine[one]);
        const group = groups.get(key.join("|")) ?? {
          dimensions: Object.fromEntries(dimensions.map((one, i) => [one, key[i]])),
          count: 0,
        };
        group.count++;
        groups.set(key.join("|"), group);
      }
      return { name, dimensions, rows: [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group) };
    });
    const { window_minutes, frequency_minutes } = body;
    return {
      generated_at: format(now),
      window_minutes,
      frequency_minutes,
      device_count_in_window: there.length,
      segments,
    };
  };
  const api: SegmentApi = {
    get url() {
      return `http://127.0.0.1:${port}/segment-stats`;
    },
    requests: [],
    outages: [],
    failures: [],
    async start() {
      server = createServer(async (request, response) => {
        let text = "";
        for await (const chunk of request) text += chunk;
        const body = JSON.parse(text);
        api.requests.push(body);
        const failure = api.failures.shift()?.(request);
        if (failure === "hang up") return request.socket.destroy();
        if (failure === "be silent") return;
        response.setHeader("content-type", "application/json");
        response.statusCode = failure?.status ?? 200;
        response.end(failure?.body ?? JSON.stringify(answer(body)));
      });
      await new Promise<void>((resolve) => server!.listen(port, "127.0.0.1", resolve));
      port = (server.address() as AddressInfo).port;
    },
    async stop() {
      server?.closeAllConnections();
      await new Promise((resolve) => server?.close(resolve));
    },
  };
  await api.start();
  onTestFinished(() => api.stop());
  return api;
}
