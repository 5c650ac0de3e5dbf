import type { z } from "zod";
import type { Definition } from "../../core/definition.ts";
import type { Notification } from "../../rules/notification.ts";
import type { Attempts } from "../request.ts";

/** Takes one notification with its text; rejects when it was not delivered. The same one may come again. */
export type Channel = (notification: Notification, text: string, attempts: Attempts) => Promise<void>;

export interface ChannelContext {
  readonly environment: NodeJS.ProcessEnv;
  /** Writes a line to the terminal. */
  print(text: string): void;
}

export type ChannelDefinition<S extends z.ZodType = z.ZodType> = Definition<S, Channel, ChannelContext>;

export function defineChannel<S extends z.ZodType>(definition: ChannelDefinition<S>): ChannelDefinition<S> {
  return definition;
}
