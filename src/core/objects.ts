/** An object of a store, by its key below the prefix. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  /** The store's own checksum of the content, as its listings show it: another tag, another content. */
  readonly tag: string;
}

export interface ObjectTraits {
  /** Media type. */
  readonly type: string;
  /** Put it in the place of what is there. */
  readonly replace: boolean;
}

/** The objects of a bucket below a prefix. Requests that fail for now are repeated; what rejects is final. */
export interface Objects {
  /** `gs://bucket/prefix/`, as messages name it. */
  readonly name: string;
  /** Objects whose keys begin so, in order of key. */
  list(under: string): AsyncIterable<StoredObject>;
  /** So many bytes of an object from a position on, fewer only where it ends; undefined where there is none. */
  read(key: string, position: number, length: number): Promise<Uint8Array | undefined>;
  /** Stores a whole object; undefined where one is there already that may not be replaced. */
  put(key: string, bytes: Uint8Array, traits: ObjectTraits): Promise<StoredObject | undefined>;
  /** Begins an object that is sent in parts. */
  begin(key: string, traits: ObjectTraits): Promise<Upload>;
  /** Removes an object, if it is there. */
  remove(key: string): Promise<void>;
  /** Ends uploads that were begun and left, of the keys for which `dead` holds; how many. */
  sweep(under: string, dead: (key: string) => boolean): Promise<number>;
  close(): void;
}

/** An object that cannot be seen until it is complete. */
export interface Upload {
  /** Sends the next PART bytes. Parts may be sent before those before them have arrived. */
  part(bytes: Uint8Array): Promise<void>;
  /** Sends what is left and completes the object; undefined where one is there that may not be replaced. */
  complete(rest: Uint8Array): Promise<StoredObject | undefined>;
  /** Gives up: the store keeps nothing of it. */
  abort(): Promise<void>;
}

/** Bytes of each part but the last. */
export const PART = 8 << 20;

/** What a store of objects bills requests by; deleting costs nothing. */
export interface Billing {
  /** Names of the classes of requests. One class may have several of these. */
  readonly store: string;
  readonly list: string;
  readonly read: string;
  /** Requests that storing an object of so many bytes counts as. */
  stores(bytes: number): number;
  /** Listings of one `sweep`. */
  readonly sweeps: number;
}

/** Says what happens on the way, for those who want to know. */
export type Tell = (text: string) => void;

/** The content of an object in pieces; undefined where there is none. */
export async function contentAt(objects: Objects, key: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  const first = await objects.read(key, 0, PART);
  return first && following(objects, key, first);
}

async function* following(objects: Objects, key: string, first: Uint8Array): AsyncIterable<Uint8Array> {
  let position = 0;
  for (let piece: Uint8Array | undefined = first; piece; ) {
    yield piece;
    if (piece.length < PART) return;
    position += piece.length;
    piece = await objects.read(key, position, PART);
  }
}
