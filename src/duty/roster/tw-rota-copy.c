// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-copies.h"
#include "duty/roster/tw-rota-editions.h"

#include "base/tw-json.h"
#include "base/tw-time.h"
#include "store/tw-query-roster.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "2026-11-23": the Monday of the ISO week. */
static char *
dup_monday (gint64 t_us, GTimeZone *zone)
{
  g_autofree char *date = tw_rota_dup_date (t_us, zone);
  TwLocalTime local;
  gint64 monday_us = 0;

  tw_time_to_local (t_us, zone, &local);
  tw_rota_parse_date (date, 1 - local.weekday, zone, &monday_us);
  return tw_rota_dup_date (monday_us, zone);
}

/* How people and posts were called when those days were published last. */
static void
add_old_names (TwRotaCopies *copies, TwStore *store, const char *first, const char *last)
{
  g_autoptr (GPtrArray) editions = tw_query_last_editions (store, first, last, NULL);

  for (guint i = 0; editions != NULL && i < editions->len; i++)
    {
      g_autoptr (TwEditionContent) content =
          tw_edition_content_read (store, ((TwDoc *) editions->pdata[i])->id, NULL);
      if (content != NULL)
        tw_rota_copies_add_names (copies, content->names);
    }
}

static void
add_shifts (TwRotaCopies *copies, GPtrArray *docs, gint64 monday_us, GTimeZone *zone)
{
  g_autofree char *monday = tw_rota_dup_date (monday_us, zone);

  for (guint i = 0; i < docs->len; i++)
    {
      JsonObject *body = ((TwDoc *) docs->pdata[i])->body;
      gint64 from_us = tw_rota_read_time (body, "from"), next_us = 0;
      TwLocalTime local;
      int day = 0;
      while (tw_rota_parse_date (monday, day + 1, zone, &next_us) && from_us >= next_us)
        day++;
      tw_time_to_local (from_us, zone, &local);
      tw_rota_copies_add (copies, body, day, local.hour * 60 + local.minute);
    }
}

gboolean
tw_rota_copy_week (TwRota *self, gint64 from_us, gint64 to_us, gboolean replace, TwCopyReport *ret,
                   GError **error)
{
  g_return_val_if_fail (TW_IS_ROTA (self), FALSE);

  if (!tw_rota_is_loaded (self))
    return tw_rota_refuse (error, _ ("The roster is still being loaded: wait a moment"));
  TwStore *store = tw_duty_get_store (tw_rota_get_duty (self));
  GTimeZone *zone = tw_rota_get_frame (self)->zone;
  g_autofree char *from = dup_monday (from_us, zone), *to = dup_monday (to_us, zone);
  gint64 monday_us = 0, end_us = 0;
  if (strcmp (from, to) == 0)
    return tw_rota_refuse (error, _ ("A week cannot be copied onto itself"));
  g_autofree char *label = g_strdup_printf (_ ("Copy the week of %s to that of %s"), from, to);
  g_autoptr (TwRotaCopies) copies = tw_rota_copies_new (self, to, 7, "copy", label, error);
  if (copies == NULL)
    return FALSE;
  tw_rota_parse_date (from, 0, zone, &monday_us);
  tw_rota_parse_date (from, 7, zone, &end_us);
  g_autoptr (GPtrArray) docs = tw_rota_query_day (store, monday_us, end_us, error);
  if (docs == NULL)
    return FALSE;
  if (docs->len == 0)
    return tw_rota_refuse (error, _ ("The week of %s has no shifts"), from);
  g_autofree char *sunday = tw_rota_dup_date (end_us - TW_US_PER_HOUR, zone);
  add_old_names (copies, store, from, sunday);
  if (replace)
    tw_rota_copies_replace (copies);
  add_shifts (copies, docs, monday_us, zone);
  return tw_rota_copies_write (copies, "roster.copy-week", ret, error);
}
