/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TW_DATA_ERROR: errors of reading outside data (CSV, JSON, times, codes, encodings).
 * A message always names what was wrong and where (line, column or field).
 */
#define TW_DATA_ERROR (tw_data_error_quark ())
GQuark tw_data_error_quark (void);

typedef enum {
  TW_DATA_ERROR_SYNTAX,   /* the text does not follow its format */
  TW_DATA_ERROR_ENCODING, /* bytes that are no text in the stated encoding */
  TW_DATA_ERROR_FIELD,    /* a field is missing or has the wrong kind */
  TW_DATA_ERROR_RANGE,    /* a value is outside what is allowed */
  TW_DATA_ERROR_TOO_BIG,  /* a line, field or file above its bound */
} TwDataError;

G_END_DECLS
