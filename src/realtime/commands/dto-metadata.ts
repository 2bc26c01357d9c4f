import { createRequire } from 'node:module';

import type { Type } from '@nestjs/common';
import type { TypeMetadata } from 'class-transformer';
import { getMetadataStorage, ValidationTypes } from 'class-validator';

/**
 * The one place that reads what class-validator and class-transformer have gathered from decorators. The second keeps it
 * to itself, so a test compares every DTO of the product with the libraries' own answers.
 */

/** A rule as class-validator runs it. */
export type Check = (value: unknown, owner: object) => boolean;

/** What decorators say of one property. */
export interface PropertyRules {
  readonly name: string;
  /** While one of them says no, nothing else is checked. */
  readonly conditions: readonly Check[];
  readonly checks: readonly Check[];
  /** The class of a nested object, or of each object in a list. */
  readonly nested: Type<object> | undefined;
}

/** One decorator of a property, by its name in class-validator or in our own code. */
export interface NamedRule {
  readonly name: string;
  readonly constraints: readonly unknown[];
  /** Whether it is about each item of a list. */
  readonly each: boolean;
}

/** What the decorators of one property say, for a description of the class. */
export interface DescribedProperty {
  readonly name: string;
  /** Whether it may be left out, or null. */
  readonly optional: boolean;
  readonly rules: readonly NamedRule[];
  readonly nested: Type<object> | undefined;
}

interface TransformerStorage {
  getStrategy(type: unknown): string;
  getExposedMetadatas(type: unknown): readonly unknown[];
  getExcludedMetadatas(type: unknown): readonly unknown[];
  findTransformMetadatas(type: unknown, property: string, operation: number): readonly unknown[];
  findTypeMetadata(type: unknown, property: string): TypeMetadata | undefined;
}

interface ValidatorInstance {
  validate(value: unknown, args: unknown): unknown;
}

/** class-transformer's number for making an instance of a plain object. */
const PLAIN_TO_CLASS = 0;
const { defaultMetadataStorage: transformer } = createRequire(import.meta.url)('class-transformer/cjs/storage') as {
  defaultMetadataStorage: TransformerStorage;
};

/** The rules of a class by property; undefined when decorators ask for something that only the libraries can do. */
export function rulesOf(type: Type<object>): readonly PropertyRules[] | undefined {
  if (transformer.getStrategy(type) !== 'none') return undefined;
  if (transformer.getExposedMetadatas(type).length + transformer.getExcludedMetadatas(type).length > 0) {
    return undefined;
  }
  const storage = getMetadataStorage();
  // The name of a schema, of which none is registered here.
  const metadata = storage.getTargetValidationMetadatas(type, '', false, false);
  const rules: PropertyRules[] = [];
  for (const [name, group] of Object.entries(storage.groupByPropertyName(metadata))) {
    const property = propertyRules(type, name, group);
    if (property === undefined) return undefined;
    rules.push(property);
  }
  return rules;
}

/** What the decorators of a class say, in the order of its properties. */
export function describedProperties(type: Type<object>): readonly DescribedProperty[] {
  const storage = getMetadataStorage();
  const metadata = storage.getTargetValidationMetadatas(type, '', false, false);
  return Object.entries(storage.groupByPropertyName(metadata)).map(([name, group]) => {
    const typed = transformer.findTypeMetadata(type, name);
    return {
      name,
      optional: group.some((rule) => rule.type === ValidationTypes.CONDITIONAL_VALIDATION),
      rules: group.flatMap((rule) =>
        rule.type === ValidationTypes.CUSTOM_VALIDATION
          ? [
              {
                name: rule.name ?? '',
                constraints: (rule.constraints as readonly unknown[] | undefined) ?? [],
                each: rule.each,
              },
            ]
          : [],
      ),
      nested: typed === undefined ? undefined : nestedType(typed),
    };
  });
}

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

function propertyRules(type: Type<object>, name: string, group: readonly Metadata[]): PropertyRules | undefined {
  if (transformer.findTransformMetadatas(type, name, PLAIN_TO_CLASS).length > 0) return undefined;
  const conditions: Check[] = [];
  const checks: Check[] = [];
  let validatesNested = false;
  for (const rule of group) {
    if (rule.validateIf !== undefined) return undefined;
    if (rule.type === ValidationTypes.CONDITIONAL_VALIDATION) {
      const holds = rule.constraints[0] as (owner: object, value: unknown) => unknown;
      conditions.push((value, owner) => Boolean(holds(owner, value)));
    } else if (rule.type === ValidationTypes.NESTED_VALIDATION) validatesNested = true;
    else if (rule.type === ValidationTypes.CUSTOM_VALIDATION) {
      const own = checksOf(type, rule);
      if (own === undefined) return undefined;
      checks.push(...own);
    } else return undefined;
  }
  const typed = transformer.findTypeMetadata(type, name);
  if ((typed !== undefined) !== validatesNested) return undefined;
  if (typed === undefined) return { name, conditions, checks, nested: undefined };
  const nested = nestedType(typed);
  return nested === undefined ? undefined : { name, conditions, checks, nested };
}

function checksOf(type: Type<object>, rule: Metadata): Check[] | undefined {
  const constraints = getMetadataStorage().getTargetValidatorConstraints(rule.constraintCls);
  if (constraints.some(({ async }) => async)) return undefined;
  const { propertyName: property, constraints: parameters, each } = rule;
  return constraints.map((constraint) => {
    const validator: ValidatorInstance = constraint.instance;
    // One for all calls: a validator reads it while it runs, and keeps nothing of it.
    const args = { targetName: type.name, property, object: {}, value: undefined as unknown, constraints: parameters };
    return (value, object) => {
      args.object = object;
      args.value = value;
      if (!each || !Array.isArray(value)) return Boolean(validator.validate(value, args));
      return value.every((item) => Boolean(validator.validate(item, args)));
    };
  });
}

function nestedType({ typeFunction, options, reflectedType }: TypeMetadata): Type<object> | undefined {
  // Which class it is may depend on the object, or the list may be of a kind of its own.
  if (typeFunction.length > 0 || options.discriminator !== undefined) return undefined;
  const listed: unknown = reflectedType;
  if (listed === Set || listed === Map) return undefined;
  return typeFunction() as Type<object>;
}
