/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "intake/tw-import-requests.h"

G_BEGIN_DECLS

/**
 * What preview and import settle before the first row: layout, mapping, zone. Owned.
 */
typedef struct {
  TwRequestSample *sample;
  TwMapping *mapping;
  TwOrigin mapping_origin, zone_origin;
  char *zone_name, *digest;
  char *source;           /* whose numbers and rows these are, unless the options say so */
  gboolean has_settings;  /* the street has settings of its own */
  gboolean swapped;       /* the guess was corrected: latitude stood in the column of longitude */
  TwRequestReader reader; /* columns only after tw_request_setup_resolve() */
} TwRequestSetup;

gboolean tw_request_setup_init (TwRequestSetup *self, TwStore *store, const char *path,
                                const TwRequestImportOptions *options, guint n_rows,
                                GError **error);
/** Finds the columns of the mapping. */
gboolean tw_request_setup_resolve (TwRequestSetup *self, GError **error);
void tw_request_setup_clear (TwRequestSetup *self);
/** Keeps the mapping for the next file with this header. Failing to is no failure of the import. */
void tw_request_setup_remember (TwRequestSetup *self, TwStore *store);
/** Whether slashed dates in the sample's time column put the month first. */
gboolean tw_request_setup_guess_dates (TwRequestSetup *self);

G_END_DECLS
