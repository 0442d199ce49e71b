/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a column of a request file may mean. Append only: names of them are kept in documents. */
typedef enum {
  TW_REQUEST_WHEN,
  TW_REQUEST_END,
  TW_REQUEST_SERVICE,
  TW_REQUEST_CHANNEL,
  TW_REQUEST_COMMUNITY,
  TW_REQUEST_LAT,
  TW_REQUEST_LON,
  TW_REQUEST_POSITION, /* "lat, lon", "(lat, lon)", "POINT (lon lat)", GeoJSON */
  TW_REQUEST_TEXT,
  TW_REQUEST_AGE,
  TW_REQUEST_ADDRESS,
  TW_REQUEST_ID,
  TW_REQUEST_STATUS,
  TW_REQUEST_TIME, /* the time of day, where "when" holds only the date */
  TW_REQUEST_N_FIELDS,
} TwRequestField;

/** "when", "service" ...: as it stands in a mapping. Static. */
const char *tw_request_field_name (TwRequestField field);
/** The same in the user's language, for a dialog. Static. */
const char *tw_request_field_describe (TwRequestField field);

/**
 * TwMapping: which column feeds which field. A field has a column (by name or 1-based number), a
 * constant, or nothing.
 */
typedef struct {
  char *columns[TW_REQUEST_N_FIELDS]; /* name or number as text; NULL: none */
  char *constants[TW_REQUEST_N_FIELDS];
} TwMapping;

TwMapping *tw_mapping_new (void);
void tw_mapping_free (TwMapping *self);
TwMapping *tw_mapping_copy (const TwMapping *self);
void tw_mapping_set_column (TwMapping *self, TwRequestField field, const char *column);
void tw_mapping_set_constant (TwMapping *self, TwRequestField field, const char *constant);

/**
 * Reads "when=created_date,lat=latitude,channel==hotline": field=column or field==constant,
 * separated by commas; a value with a comma stands in double quotes. TW_DATA_ERROR_FIELD names an
 * unknown field and lists the known ones.
 */
TwMapping *tw_mapping_parse (const char *text, GError **error);
/** The text that parses to an equal mapping. Transfer full. */
char *tw_mapping_to_string (const TwMapping *self);

/**
 * Finds the columns in @header (@n_columns names; NULL: the file has none, only numbers do).
 * @ret_columns get 0-based indexes, -1 where a field has no column. TW_DATA_ERROR_FIELD names a
 * missing column and lists those that exist; it also says when nothing tells the time.
 */
gboolean tw_mapping_resolve (const TwMapping *self, char **header, guint n_columns,
                             int ret_columns[TW_REQUEST_N_FIELDS], GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwMapping, tw_mapping_free)

G_END_DECLS
