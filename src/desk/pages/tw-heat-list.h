/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "duty/tw-duty.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** What the list asks the database for. */
typedef struct {
  gboolean has_box;
  TwBox box;
  gint64 from_us, to_us;
  TwFilter filter;
  gboolean only_unplaced;
} TwHeatQuery;

/**
 * TwHeatList: requests as rows (time, text, service, channel, age). It loads in a worker; a new
 * query cancels the one under way. A row opens its details on Enter or click.
 *
 * Signals: loaded (guint n): the rows of the latest query stand; place-activated (double lat,
 * double lon): "show on the map".
 */
#define TW_TYPE_HEAT_LIST (tw_heat_list_get_type ())
G_DECLARE_FINAL_TYPE (TwHeatList, tw_heat_list, TW, HEAT_LIST, GtkWidget)

#define TW_HEAT_LIST_LIMIT 500

GtkWidget *tw_heat_list_new (void);
void tw_heat_list_set_duty (TwHeatList *self, TwDuty *duty);
/** Asks at once; the rows shown stay until the new ones are there. @empty_text stands where there
 * are none. */
void tw_heat_list_load (TwHeatList *self, const TwHeatQuery *query, const char *empty_text);
/** No rows, only @text: an hour that has not happened yet. */
void tw_heat_list_show_text (TwHeatList *self, const char *text);
guint tw_heat_list_get_n_rows (TwHeatList *self);
gboolean tw_heat_list_is_loading (TwHeatList *self);
/** Row @position, borrowed, or NULL. */
const TwRequestInfo *tw_heat_list_get_row (TwHeatList *self, guint position);

G_END_DECLS
