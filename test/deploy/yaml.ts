import { parsers } from 'prettier/plugins/yaml';

/** What a YAML file holds. Numbers and booleans stay as they are written: text. */
export type Yaml = null | string | readonly Yaml[] | { readonly [key: string]: Yaml };

/** A node of the tree that Prettier's parser makes. */
interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly (Node | null)[];
}

/** The documents of a file, as far as manifests use YAML: no anchors, tags or merge keys. */
export function parseYaml(text: string): Yaml[] {
  // Its second parameter is the formatter's, of which parsing needs nothing.
  const root = parsers.yaml.parse(text, {} as never) as Node;
  return childrenOf(root).map((document) => valueOf(only(childrenOf(document).find(isBody))));
}

/** What stands under the keys and indexes, one below the other; fails when there is no such thing. */
export function at(value: Yaml, ...path: readonly (string | number)[]): Yaml {
  return path.reduce<Yaml>((inner, key) => {
    const found = new Map<string, Yaml>(inner === null ? [] : Object.entries(inner)).get(String(key));
    if (found === undefined) throw new Error(`there is no ${path.join('.')}`);
    return found;
  }, value);
}

/** The text that stands there; fails when it is something else. */
export function textAt(value: Yaml, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  if (typeof found !== 'string') throw new Error(`${path.join('.')} is no text`);
  return found;
}

function valueOf(node: Node | undefined): Yaml {
  switch (node?.type) {
    case undefined:
    case 'null':
      return null;
    case 'mapping':
    case 'flowMapping':
      return Object.fromEntries(childrenOf(node).map(entryOf));
    case 'sequence':
    case 'flowSequence':
      return childrenOf(node).map((item) => valueOf(only(item)));
    case 'plain':
    case 'quoteSingle':
    case 'quoteDouble':
    case 'blockLiteral':
    case 'blockFolded':
      return node.value ?? '';
    default:
      throw new Error(`${node?.type ?? ''} is more YAML than this reads`);
  }
}

function entryOf(item: Node): [string, Yaml] {
  const [key, value] = childrenOf(item);
  return [textAt(valueOf(only(key))), valueOf(only(value))];
}

function only(node: Node | undefined): Node | undefined {
  return node === undefined ? undefined : childrenOf(node)[0];
}

function childrenOf(node: Node): Node[] {
  return (node.children ?? []).filter((child) => child !== null);
}

function isBody(node: Node): boolean {
  return node.type === 'documentBody';
}
