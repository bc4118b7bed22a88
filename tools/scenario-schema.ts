// Writes the JSON Schema of scenarios for editors: `npm run schema`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jsonSchema } from '../src/scenario/json-schema.ts';
import { SYSTEMS } from '../src/scenario/systems.ts';

const [system] = SYSTEMS;
const path = fileURLToPath(new URL('../public/schema/scenario.schema.json', import.meta.url));
writeFileSync(path, `${JSON.stringify(jsonSchema(system), null, 2)}\n`);
