/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desk/tw-command.h"
#include "desk/tw-fuzzy.h"
#include "duty/tw-duty.h"

G_BEGIN_DECLS

/* The groups of the palette in their order on the screen. */
typedef enum {
  TW_PALETTE_RECENT,
  TW_PALETTE_COMMAND,
  TW_PALETTE_PLACE,
  TW_PALETTE_ASSET,
  TW_PALETTE_PERSON,
  TW_PALETTE_HOME,
  TW_PALETTE_REQUEST,
  TW_PALETTE_OTHER,
} TwPaletteGroup;

/** TwPaletteItem: one row: a command, or something found in the database. */
typedef struct {
  TwPaletteGroup group;
  const TwCommand *command; /* NULL for a hit */
  char *title, *subtitle, *note;
  const char *icon;
  GArray *ranges; /* TwMatchRange in the title */
  guint score;
  char *id;        /* of the document; NULL for a command */
  double lat, lon; /* NAN without a position */
} TwPaletteItem;

void tw_palette_item_free (TwPaletteItem *item);
TwPaletteItem *tw_palette_item_copy (const TwPaletteItem *item, TwPaletteGroup group);
/** NULL when the command does not match @query ("" matches all). */
TwPaletteItem *tw_palette_item_for_command (const TwCommand *command, const char *query);
TwPaletteItem *tw_palette_item_for_hit (const TwHit *hit, const char *query, gint64 now_us,
                                        GTimeZone *zone);
/** By group, then score; a stable order for equal ones is the caller's. */
int tw_palette_item_compare (gconstpointer a, gconstpointer b);
/** Heading of a group, translated. */
const char *tw_palette_group_get_title (TwPaletteGroup group);
GtkWidget *tw_palette_item_make_row (const TwPaletteItem *item);
/** The item of a row made above. */
const TwPaletteItem *tw_palette_item_of_row (GtkListBoxRow *row);

G_END_DECLS
