/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/tw-csv.h"
#include "base/tw-geo.h"
#include "intake/tw-mapping.h"

G_BEGIN_DECLS

/** How the rows of one file are read. Borrowed pointers. */
typedef struct {
  const TwMapping *mapping;
  int columns[TW_REQUEST_N_FIELDS];
  GTimeZone *zone;
  TwDatum datum;
  double
      per_degree; /* latitude and longitude are whole numbers of which so many are a degree; 0: 1 */
  gboolean month_first;
} TwRequestReader;

/** Small things that do not cost a row its place. */
typedef enum {
  TW_REQUEST_NOTE_AGE = 1 << 0,      /* the age is no age and was left out */
  TW_REQUEST_NOTE_END = 1 << 1,      /* the time of completion is none and was left out */
  TW_REQUEST_NOTE_POSITION = 1 << 2, /* half a position, or (0, 0): counts as without a place */
} TwRequestNote;

/** One row as read. Strings are owned, trimmed, "" when absent. */
typedef struct {
  gint64 at_us, end_us; /* end 0: unknown */
  gboolean placed;
  double lat, lon; /* WGS-84, 7 decimals */
  char *values[TW_REQUEST_N_FIELDS];
  int age; /* -1 unknown */
  gboolean done;
  guint notes;
  char *problem;                /* why the row cannot be taken, or NULL; translated */
  TwRequestField problem_field; /* which field it is about */
} TwRequestRead;

void tw_request_read_clear (TwRequestRead *read);
/** Reads the current row of @csv. Sets problem instead of failing. */
void tw_request_row_read (const TwRequestReader *reader, TwCsv *csv, TwRequestRead *ret_read);
/** The same from cells already at hand. */
void tw_request_cells_read (const TwRequestReader *reader, char **cells, guint n_cells,
                            TwRequestRead *ret_read);

/** "40.7, -74.0", "(40.7, -74.0)", "POINT (-74.0 40.7)", GeoJSON. FALSE when @text is no position.
 */
gboolean tw_request_parse_position (const char *text, double *ret_lat, double *ret_lon);
/** Whether @text is one of the words for nothing: "", "NULL", "n/a", "-", "无". */
gboolean tw_request_is_nothing (const char *text);
/** A whole text as degrees; decimal comma, degree sign, minutes and seconds, N/S/E/W allowed. */
gboolean tw_request_parse_degrees (const char *text, double *ret_value);

typedef enum {
  TW_DATE_ORDER_NONE,
  TW_DATE_ORDER_MONTH,
  TW_DATE_ORDER_DAY,
  TW_DATE_ORDER_EITHER
} TwDateOrder;
/**
 * tw_time_parse(), and the day numbers that spreadsheets keep times as ("45398.25": days since
 * 1899-12-30).
 */
gboolean tw_request_parse_time (const char *text, GTimeZone *zone, gboolean month_first,
                                gint64 *ret_t_us);
/** Whether @text names a month or a year and no day: "2024-04". */
gboolean tw_request_lacks_day (const char *text);
/** Which order of day and month "13/04/2024" proves: a number above 12 cannot be a month. */
TwDateOrder tw_request_date_order (const char *text);

G_END_DECLS
