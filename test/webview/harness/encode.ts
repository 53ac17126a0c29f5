// Messages with buffers as one string: the way between a page and Node speaks JSON only.
interface Packed {
  readonly $bytes: string;
  readonly type: string;
}

const TYPES: Readonly<Record<string, new (buffer: ArrayBuffer) => unknown>> = {
  Float32Array,
  Float64Array,
  Int32Array,
  Uint8Array,
};

export function encodeMessage(message: unknown): string {
  return JSON.stringify(message, (_, value: unknown) => {
    if (value instanceof ArrayBuffer) return pack(new Uint8Array(value), 'ArrayBuffer');
    if (ArrayBuffer.isView(value)) {
      return pack(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), value.constructor.name);
    }
    return value;
  });
}

export function decodeMessage(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$bytes' in value)) return value;
    const { $bytes, type } = value as Packed;
    const bytes = Uint8Array.from(atob($bytes), (c) => c.charCodeAt(0));
    const Type = TYPES[type];
    return Type ? new Type(bytes.buffer) : bytes.buffer;
  });
}

function pack(bytes: Uint8Array, type: string): Packed {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return { $bytes: btoa(text), type };
}
