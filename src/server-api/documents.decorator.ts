import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

/** Documents the properties that a DTO has from the feature that declares and validates them. */
export function Documents(properties: Readonly<Record<string, ApiPropertyOptions>>): ClassDecorator {
  return ({ prototype }) => {
    for (const [name, options] of Object.entries(properties)) ApiProperty(options)(prototype as object, name);
  };
}
