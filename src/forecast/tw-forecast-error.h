/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TW_FORECAST_ERROR: errors of the forecast engine. The messages are plain English for logs and
 * tools; a caller that shows them to people uses the code and the numbers it asked with. Cancelling
 * is G_IO_ERROR_CANCELLED.
 */
#define TW_FORECAST_ERROR (tw_forecast_error_quark ())
GQuark tw_forecast_error_quark (void);

typedef enum {
  TW_FORECAST_ERROR_INVALID,      /* an argument makes no sense (zero horizon, a value that is not
                                     finite) */
  TW_FORECAST_ERROR_INSUFFICIENT, /* too little history: the message says how much there is and how
                                     much is needed */
  TW_FORECAST_ERROR_SYNTAX,  /* a file does not follow its format: the message names line and column
                              */
  TW_FORECAST_ERROR_TOO_BIG, /* a file or a problem above its bound */
} TwForecastError;

G_END_DECLS
