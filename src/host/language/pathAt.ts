// The keys that lead to a place in the text; for a key, the path of its value.
import type { PathSegment } from '../../spec/problem';
import { readTree, type Node } from '../../spec/tree';

export function pathAt(text: string, offset: number): PathSegment[] {
  const path: PathSegment[] = [];
  let node: Node | undefined = readTree(text).root;
  while (node) {
    let next: Node | undefined;
    if (node.kind === 'object') {
      const property = node.properties.find((p) => p.keyOffset <= offset && offset <= p.value.offset + p.value.length);
      if (property) path.push(property.key);
      next = property?.value;
    } else if (node.kind === 'array') {
      const index = node.items.findIndex((item) => item.offset <= offset && offset <= item.offset + item.length);
      if (index >= 0) path.push(index);
      next = node.items[index];
    }
    node = next;
  }
  return path;
}
