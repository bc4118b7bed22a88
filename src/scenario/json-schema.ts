import type { ConfigTable } from '../sim/config.ts';
import type { VerbParameter } from '../sim/faults/verb.ts';
import { documentSchema, triggerSchema } from './schema.ts';
import { verbsOf } from './script.ts';
import type { Owner, System } from './system.ts';

/** A JSON Schema (draft 2020-12), or a part of one. */
export type JsonSchema = { readonly [key: string]: unknown };

type Describing = Pick<
  System<unknown, never>,
  'settings' | 'verbs' | 'observations' | 'mutants' | 'versions' | 'versionChoices'
>;

/**
 * The schema by which editors complete and check a scenario. Made from the tables that the reader uses: the format,
 * each verb's parameters, each system's keys.
 */
export function jsonSchema(system: Describing): JsonSchema {
  const document = describe(documentSchema);
  const properties = { ...objectOf(document.properties) };
  place(properties, ['script', 'items'], { oneOf: verbsOf(system).map(entrySchema) });
  place(properties, ['cluster', 'properties', 'config'], configSchema(system.settings.broker));
  for (const [list, owner] of CONFIGS) {
    place(properties, [list, 'items', 'properties', 'config'], configSchema(system.settings[owner]));
  }
  place(
    properties,
    ['groups', 'items', 'properties', 'members', 'items', 'properties', 'config'],
    configSchema(system.settings.group),
  );
  place(properties, ['mutants', 'items'], { enum: system.mutants });
  place(properties, ['versions'], {
    type: 'object',
    properties: Object.fromEntries(
      Object.keys(system.versions).map((name) => [
        name,
        { enum: system.versionChoices[name] ?? [true, false, 'on', 'off'] },
      ]),
    ),
    additionalProperties: false,
  });
  const events = { enum: system.observations.map(({ name }) => name).filter((name) => name !== 'reserved') };
  const trigger = objectOf(describe(triggerSchema).properties);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'MQScope scenario',
    ...document,
    properties,
    $defs: {
      trigger: {
        type: 'object',
        properties: { ...trigger, event: events },
        required: ['event'],
        additionalProperties: false,
      },
    },
  };
}

const CONFIGS: readonly (readonly [string, Owner])[] = [
  ['topics', 'topic'],
  ['producers', 'producer'],
  ['groups', 'group'],
];

function entrySchema(verb: ReturnType<typeof verbsOf>[number]): JsonSchema {
  const target = { type: 'string' };
  const targets = verb.target === 'node' ? ['node'] : verb.target === 'link' ? ['from', 'to'] : [];
  const properties: Record<string, unknown> = {
    do: { const: verb.name },
    at: { type: 'string' },
    on: { $ref: '#/$defs/trigger' },
    as: { type: 'string' },
    note: {},
    hand: {
      type: 'boolean',
      description: 'On the page this act is left to the user; the command line carries it out.',
    },
  };
  if (verb.ends) {
    properties.for = { type: 'string' };
    properties.until = { anyOf: [{ type: 'string' }, { $ref: '#/$defs/trigger' }] };
  }
  for (const name of targets) properties[name] = target;
  for (const [name, parameter] of Object.entries(verb.parameters)) properties[name] = parameterSchema(parameter);
  const needed = Object.entries(verb.parameters).flatMap(([name, { required }]) => (required === true ? [name] : []));
  return { type: 'object', properties, required: ['do', ...targets, ...needed], additionalProperties: false };
}

function parameterSchema(parameter: VerbParameter): JsonSchema {
  const enumeration = parameter.choices === undefined ? {} : { enum: parameter.choices };
  const byDefault = parameter.default === '' ? {} : { default: parameter.default };
  switch (parameter.type) {
    case 'count':
      return { type: 'integer', minimum: 0, ...byDefault };
    case 'flag':
      return { type: 'boolean', ...byDefault };
    case 'list': {
      const item = { type: 'string', ...enumeration };
      return { anyOf: [item, { type: 'array', items: item }], ...byDefault };
    }
    case 'value':
      return { type: ['string', 'number', 'boolean'] };
    default:
      return { type: 'string', ...enumeration, ...byDefault };
  }
}

function configSchema(table: ConfigTable): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const [key, row] of Object.entries(table)) {
    const byDefault = row.default === null ? {} : { default: row.default };
    const choices = row.choices === undefined || row.type === 'list' ? {} : { enum: row.choices };
    const isText = row.type === 'text' || row.type === 'list' || row.type === 'choice';
    properties[key] = {
      ...(isText ? choices : {}),
      ...(row.choices === undefined || row.type === 'list' ? { type: ['string', 'number', 'boolean'] } : {}),
      ...byDefault,
      description: row.source,
    };
  }
  return { type: 'object', properties, additionalProperties: false };
}

/** A Valibot schema as JSON Schema. Only the kinds that the format uses. */
function describe(schema: unknown): JsonSchema {
  const { type, entries, item, options, literal, wrapped, value, pipe } = objectOf(schema);
  const limits = limitsOf(pipe);
  switch (type) {
    case 'loose_object': {
      const fields = Object.entries(objectOf(entries));
      return {
        type: 'object',
        properties: Object.fromEntries(fields.map(([name, inner]) => [name, describe(inner)])),
        required: fields.flatMap(([name, inner]) => (objectOf(inner).type === 'optional' ? [] : [name])),
        additionalProperties: false,
      };
    }
    case 'array':
      return { type: 'array', items: describe(item), ...limits };
    case 'record':
      return { type: 'object', additionalProperties: describe(value) };
    case 'union':
    case 'variant':
      return { anyOf: listOf(options).map(describe) };
    case 'picklist':
      return { enum: options };
    case 'literal':
      return { const: literal };
    case 'optional':
      return describe(wrapped);
    case 'unknown':
      return {};
    case 'null':
      return { type: 'null' };
    default:
      return { ...limits, type: limits.type ?? type };
  }
}

/** What the steps behind a schema add: limits, patterns, whole numbers. */
function limitsOf(pipe: unknown): JsonSchema {
  let limits: Record<string, unknown> = {};
  for (const step of listOf(pipe)) {
    const { type, requirement, metadata } = objectOf(step);
    if (type === 'integer') limits.type = 'integer';
    else if (type === 'min_value') limits.minimum = requirement;
    else if (type === 'max_value') limits.maximum = requirement;
    else if (type === 'max_length')
      limits[objectOf(listOf(pipe)[0]).type === 'array' ? 'maxItems' : 'maxLength'] = requirement;
    else if (type === 'metadata') limits = { ...limits, ...objectOf(metadata) };
  }
  return limits;
}

/** Puts a part at a path of nested schemas. */
function place(properties: Record<string, unknown>, path: readonly string[], part: JsonSchema): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) {
    properties[first] = part;
    return;
  }
  const inner: Record<string, unknown> = { ...objectOf(properties[first]) };
  place(inner, rest, part);
  properties[first] = inner;
}

function objectOf(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
