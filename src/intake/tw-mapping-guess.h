/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "intake/tw-mapping.h"

G_BEGIN_DECLS

/** Whether the first of @rows (char **, padded to @n_columns cells) names the columns of the
 * others. */
gboolean tw_mapping_guess_header (const GPtrArray *rows, guint n_columns);

/**
 * Guesses a mapping from the names in @header (NULL: none) and from what the cells of @rows hold. A
 * guess by name must be borne out by the cells. What cannot be guessed is left out. Names in
 * English and Chinese are known.
 */
TwMapping *tw_mapping_guess (char **header, guint n_columns, const GPtrArray *rows);
/**
 * Whether a column called @name says that it holds degrees ("lat_e7", "经度"): "x" and "y" may be
 * metres or feet.
 */
gboolean tw_mapping_names_degrees (const char *name);

G_END_DECLS
