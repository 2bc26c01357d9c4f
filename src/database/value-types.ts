import pg from 'pg';

/** How values are read: as PGlite does it, so that both databases give the same. Only `bigint` differs from the defaults. */
export const VALUE_TYPES: pg.CustomTypesConfig = {
  getTypeParser: (id, format): unknown => (id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format)),
};
