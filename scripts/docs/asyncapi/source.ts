import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

/** The types of the program, and where they are declared. */
export interface Source {
  readonly checker: ts.TypeChecker;
  readonly classes: ReadonlyMap<string, ts.ClassDeclaration>;
  readonly interfaces: ReadonlyMap<string, ts.InterfaceDeclaration>;
}

/** Reads the gateways, the DTOs and the protocols below a folder, with what they import. */
export function readSource(root: string): Source {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(gateway|dto|protocol)\.ts$/.test(path))
    .map((path) => join(root, path));
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    experimentalDecorators: true,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
  });
  const classes = new Map<string, ts.ClassDeclaration>();
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  for (const file of program.getSourceFiles()) {
    if (!files.includes(file.fileName)) continue;
    for (const statement of file.statements) {
      if (ts.isClassDeclaration(statement) && statement.name !== undefined) classes.set(statement.name.text, statement);
      if (ts.isInterfaceDeclaration(statement)) interfaces.set(statement.name.text, statement);
    }
  }
  return { checker: program.getTypeChecker(), classes, interfaces };
}

/** What the doc comment of a symbol says, as plain Markdown; undefined without one. */
export function docOf(symbol: ts.Symbol, checker: ts.TypeChecker): string | undefined {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const plain = text
    .replaceAll(/\{@link (\w+)[^}]*\}/g, '`$1`')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  return plain === '' ? undefined : plain;
}

/** The symbol that a declaration makes. */
export function symbolOf(node: ts.NamedDeclaration, checker: ts.TypeChecker): ts.Symbol {
  const symbol = node.name === undefined ? undefined : checker.getSymbolAtLocation(node.name);
  if (symbol === undefined) throw new Error(`a declaration without a symbol: ${node.getText()}`);
  return symbol;
}
