import type { Span } from "./effect.ts";

/** How a record gets from where it was made to where it is read. */
export interface Delivery {
  /** ms after its nominal time at which it arrives, 0 or more. */
  delay: number;
  /** How often it arrives; 0 is never. */
  copies: number;
  /** Whether one bit of one of its values is wrong. */
  corrupted: boolean;
}

/** What a fault of the transport does to records. `span.tick` is the record's, `span.ticks` is 1. */
export interface Transport {
  deliver(delivery: Delivery, span: Span): void;
  /** Most ms that it adds to a delay, beside waiting for the occurrence to end. */
  reach: number;
  /** Records may wait until the occurrence ends. */
  waits?: boolean;
}
