// SPDX-License-Identifier: Apache-2.0
/*
 * A roster as CSV (RFC 4180): UTF-8 with a byte order mark, so that spreadsheets of all countries
 * read it as such, CRLF, one row for each shift and stretch. A cell that a spreadsheet would take
 * for a formula gets an apostrophe before it: whoever may write a note must not be able to run a
 * formula on the computer of whoever opens the list.
 */
#include "config.h"

#include "duty/roster/tw-rota-export.h"
#include "duty/roster/tw-rota-fair.h"
#include "duty/roster/tw-rota-paper.h"

#include "base/tw-csv.h"
#include "base/tw-time.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static void
append_cell (GString *out, const char *text)
{
  g_autofree char *guarded = NULL;

  if (text != NULL && *text != '\0' && strchr ("=+-@\t\r", *text) != NULL)
    text = guarded = g_strconcat ("'", text, NULL);
  tw_csv_append_field (out, text != NULL ? text : "");
}

void
tw_rota_append_csv_row (GString *out, const char *const *cells, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_cell (out, cells[i]);
    }
  g_string_append (out, "\r\n");
}

static void
append_stretch (GString *out, const TwRotaFrame *frame, const TwShift *shift,
                const TwStretch *stretch)
{
  const TwRotaPerson *person =
      shift->person < 0 ? NULL : g_ptr_array_index (frame->people, shift->person);
  const TwRotaPost *post = stretch->post < 0 || stretch->kind != TW_STRETCH_WORK
                               ? NULL
                               : g_ptr_array_index (frame->posts, stretch->post);
  g_autofree char *day = tw_rota_dup_day (frame, shift->from_us);
  g_autofree char *shift_from = tw_rota_dup_clock (frame, shift->from_us);
  g_autofree char *shift_to = tw_rota_dup_clock (frame, shift->to_us);
  g_autofree char *from = tw_rota_dup_clock (frame, stretch->from_us);
  g_autofree char *to = tw_rota_dup_clock (frame, stretch->to_us);
  g_autofree char *minutes =
      g_strdup_printf ("%" G_GINT64_FORMAT, (stretch->to_us - stretch->from_us) / TW_US_PER_MIN);
  const char *cells[] = {
    day,
    tw_rota_holder_label (frame, shift),
    person == NULL ? "" : tw_pool_name (person->pool),
    person == NULL ? "" : tw_street_get_community_name (frame->street, person->community),
    shift_from,
    shift_to,
    from,
    to,
    minutes,
    tw_rota_stretch_label (frame, stretch),
    post == NULL ? "" : post->place_name,
    post == NULL ? "" : tw_street_get_service_name (frame->street, post->service),
    shift->pinned ? _ ("yes") : "",
    shift->override_reason,
    shift->note,
    shift->id,
  };

  tw_rota_append_csv_row (out, cells, G_N_ELEMENTS (cells));
}

gboolean
tw_rota_export_csv (TwRotaFrame *frame, GPtrArray *shifts, const char *path, GError **error)
{
  const char *heads[] = {
    _ ("Date"),         _ ("Person"),     _ ("Pool"),  _ ("Community"),
    _ ("Shift begins"), _ ("Shift ends"), _ ("From"),  _ ("To"),
    _ ("Minutes"),      _ ("Post"),       _ ("Place"), _ ("Service"),
    _ ("Pinned"),       _ ("Override"),   _ ("Note"),  _ ("Shift"),
  };
  g_autoptr (GString) out = g_string_new ("\xef\xbb\xbf");

  g_return_val_if_fail (frame != NULL && shifts != NULL && path != NULL, FALSE);
  tw_rota_append_csv_row (out, heads, G_N_ELEMENTS (heads));
  for (guint i = 0; i < shifts->len; i++)
    {
      const TwShift *shift = g_ptr_array_index (shifts, i);

      for (guint s = 0; s < shift->n_stretches; s++)
        append_stretch (out, frame, shift, &shift->stretches[s]);
    }
  return tw_rota_save_file (path, out->str, out->len, error);
}

/* --- fairness --------------------------------------------------------------------------------- */

static void
append_figures (GString *out, const char *name, const char *pool, const double *values)
{
  const char *cells[2 + TW_ROSTER_N_BURDENS] = { name, pool };
  char texts[TW_ROSTER_N_BURDENS][G_ASCII_DTOSTR_BUF_SIZE];

  for (int b = 0; b < TW_ROSTER_N_BURDENS; b++)
    {
      g_ascii_formatd (texts[b], sizeof texts[b], "%.6g", values[b]);
      cells[2 + b] = isfinite (values[b]) ? texts[b] : "";
    }
  tw_rota_append_csv_row (out, cells, G_N_ELEMENTS (cells));
}

gboolean
tw_fair_table_save_csv (const TwFairTable *self, TwRotaFrame *frame, const char *path,
                        GError **error)
{
  g_autoptr (GString) out = g_string_new ("\xef\xbb\xbf");
  const char *heads[2 + TW_ROSTER_N_BURDENS] = { _ ("Person"), _ ("Pool") };

  g_return_val_if_fail (self != NULL && frame != NULL && path != NULL, FALSE);
  for (int b = 0; b < TW_ROSTER_N_BURDENS; b++)
    heads[2 + b] = tw_roster_burden_name (b);
  tw_rota_append_csv_row (out, heads, G_N_ELEMENTS (heads));
  for (guint i = 0; i < self->rows->len; i++)
    {
      const TwFairRow *row = &g_array_index (self->rows, TwFairRow, i);
      const TwRotaPerson *person = g_ptr_array_index (frame->people, row->person);

      append_figures (out, person->name, tw_pool_name (person->pool), row->value);
    }
  append_figures (out, _ ("Mean"), "", self->mean);
  append_figures (out, _ ("Gini's index"), "", self->gini);
  append_figures (out, _ ("Jain's index"), "", self->jain);
  return tw_rota_save_file (path, out->str, out->len, error);
}
