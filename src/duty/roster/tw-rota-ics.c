// SPDX-License-Identifier: Apache-2.0
/*
 * A roster as a calendar (RFC 5545). One VEVENT for each shift:
 *
 * - UID is made of the shift's id alone, so that a later file updates what an earlier one brought,
 *   whatever changed: time, post or person.
 * - SEQUENCE is the generation of the shift's revision, one more for a shift that is gone
 * (3.8.7.4): a reader takes the higher one.
 * - Times are UTC (3.3.5, form 2), so that no VTIMEZONE is needed and clock changes cannot hurt.
 * - Lines end with CRLF and are folded so that none is longer than 75 octets without its end
 *   (3.1), between characters, never within one.
 * - TEXT has backslash, semicolon, comma and newline escaped (3.3.11); other control characters are
 *   not allowed and dropped.
 *
 * There is no METHOD: it would make the file a message of iTIP, which wants an ORGANIZER with an
 * address.
 */
#include "config.h"

#include "duty/roster/tw-rota-export.h"
#include "duty/roster/tw-rota-paper.h"
#include "duty/tw-duty.h"

#include "base/tw-time.h"
#include "store/tw-rev.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LINE_OCTETS 75

/* --- lines ------------------------------------------------------------------------------------ */

/* Appends a whole line, folded. */
static void
append_line (GString *out, const char *line)
{
  gsize room = LINE_OCTETS;

  while (strlen (line) > room)
    {
      gsize cut = room;

      while (cut > 0 && ((guchar) line[cut] & 0xc0) == 0x80) /* within a character */
        cut--;
      g_string_append_len (out, line, (gssize) cut);
      g_string_append (out, "\r\n ");
      line += cut;
      room = LINE_OCTETS - 1; /* the space counts */
    }
  g_string_append (out, line);
  g_string_append (out, "\r\n");
}

static void G_GNUC_PRINTF (2, 3) append_format (GString *out, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *line = g_strdup_vprintf (format, args);
  va_end (args);
  append_line (out, line);
}

static void
append_escaped (GString *line, const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\n')
        g_string_append (line, "\\n");
      else if (strchr ("\\;,", *p) != NULL)
        g_string_append_printf (line, "\\%c", *p);
      else if ((guchar) *p >= ' ' && *p != 0x7f)
        g_string_append_c (line, *p);
      else if (*p == '\t')
        g_string_append_c (line, ' ');
    }
}

/* "NAME:text"; nothing where there is no text. */
static void
append_text (GString *out, const char *name, const char *text)
{
  g_autoptr (GString) line = g_string_new (name);
  g_autofree char *valid = NULL;

  if (text == NULL || *text == '\0')
    return;
  valid = g_utf8_make_valid (text, -1);
  g_string_append_c (line, ':');
  append_escaped (line, valid);
  append_line (out, line->str);
}

static char *
format_utc (gint64 t_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (t_us / TW_US_PER_S);

  return g_date_time_format (time, "%Y%m%dT%H%M%SZ");
}

static void
append_time (GString *out, const char *name, gint64 t_us)
{
  g_autofree char *text = format_utc (t_us);

  append_format (out, "%s:%s", name, text);
}

/* --- an event --------------------------------------------------------------------------------- */

/* "08:00-10:00 metro exit A" a line, and the note. */
static char *
describe (const TwRotaFrame *frame, const TwShift *shift)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < shift->n_stretches; i++)
    {
      g_autofree char *from = tw_rota_dup_clock (frame, shift->stretches[i].from_us);
      g_autofree char *to = tw_rota_dup_clock (frame, shift->stretches[i].to_us);

      g_string_append_printf (text, "%s%s-%s %s", i > 0 ? "\n" : "", from, to,
                              tw_rota_stretch_label (frame, &shift->stretches[i]));
    }
  if (shift->note != NULL && *shift->note != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", shift->note);
  return g_string_free (text, FALSE);
}

static const TwLandmark *
find_landmark (const TwRotaFrame *frame, const char *id)
{
  for (guint i = 0; id != NULL && i < frame->street->landmarks->len; i++)
    {
      const TwLandmark *mark = &g_array_index (frame->street->landmarks, TwLandmark, i);

      if (g_strcmp0 (mark->id, id) == 0)
        return mark;
    }
  return NULL;
}

/* Where the shift begins: the place of its first post. */
static void
append_place (GString *out, const TwRotaFrame *frame, const TwShift *shift)
{
  for (guint i = 0; i < shift->n_stretches; i++)
    {
      const TwStretch *stretch = &shift->stretches[i];
      const TwRotaPost *post;
      const TwLandmark *mark;

      if (stretch->kind != TW_STRETCH_WORK || stretch->post < 0)
        continue;
      post = g_ptr_array_index (frame->posts, stretch->post);
      mark = find_landmark (frame, post->place);
      append_text (out, "LOCATION",
                   post->place_name != NULL
                       ? post->place_name
                       : tw_street_get_community_name (frame->street, post->community));
      if (mark != NULL && mark->lat >= -90 && mark->lat <= 90 && mark->lon >= -180
          && mark->lon <= 180)
        {
          char lat[G_ASCII_DTOSTR_BUF_SIZE], lon[G_ASCII_DTOSTR_BUF_SIZE];

          append_format (out, "GEO:%s;%s", g_ascii_formatd (lat, sizeof lat, "%.6f", mark->lat),
                         g_ascii_formatd (lon, sizeof lon, "%.6f", mark->lon));
        }
      return;
    }
}

/* The services of the shift, each once. */
static void
append_categories (GString *out, const TwRotaFrame *frame, const TwShift *shift)
{
  g_autoptr (GString) line = g_string_new ("CATEGORIES:");
  guint64 known = 0;

  for (guint i = 0; i < shift->n_stretches; i++)
    {
      const TwRotaPost *post;
      const char *name;

      if (shift->stretches[i].kind != TW_STRETCH_WORK || shift->stretches[i].post < 0)
        continue;
      post = g_ptr_array_index (frame->posts, shift->stretches[i].post);
      name = tw_street_get_service_name (frame->street, post->service);
      if (*name == '\0' || (known >> (post->service & 63) & 1))
        continue;
      known |= G_GUINT64_CONSTANT (1) << (post->service & 63);
      if (!g_str_has_suffix (line->str, ":"))
        g_string_append_c (line, ',');
      append_escaped (line, name);
    }
  if (!g_str_has_suffix (line->str, ":"))
    append_line (out, line->str);
}

static guint32
find_generation (const TwShift *shift)
{
  TwRev rev;

  return shift->rev != NULL && tw_rev_parse (shift->rev, &rev) ? rev.gen : 0;
}

static void
append_event (GString *out, const TwRotaFrame *frame, const TwShift *shift, const char *status,
              guint32 sequence, gboolean one_person)
{
  g_autofree char *posts = tw_rota_dup_posts (frame, shift);
  g_autofree char *words = describe (frame, shift);
  g_autofree char *summary =
      one_person ? g_strdup (*posts != '\0' ? posts : _ ("Shift"))
                 : g_strdup_printf (_ ("%s: %s"), tw_rota_holder_label (frame, shift), posts);
  const char *id = strchr (shift->id, ':');

  append_line (out, "BEGIN:VEVENT");
  append_format (out, "UID:shift-%s@tidewatch", id != NULL ? id + 1 : shift->id);
  append_time (out, "DTSTAMP", frame->read_us);
  append_time (out, "LAST-MODIFIED", frame->read_us);
  append_format (out, "SEQUENCE:%u", sequence);
  append_format (out, "STATUS:%s", status);
  append_time (out, "DTSTART", shift->from_us);
  append_time (out, "DTEND", shift->to_us);
  append_text (out, "SUMMARY", summary);
  append_text (out, "DESCRIPTION", words);
  append_place (out, frame, shift);
  append_categories (out, frame, shift);
  append_line (out, "TRANSP:OPAQUE");
  append_line (out, "END:VEVENT");
}

/* --- the calendar ----------------------------------------------------------------------------- */

static void
append_head (GString *out, const TwRotaFrame *frame, int person)
{
  const char *whose = person >= 0
                          ? ((TwRotaPerson *) g_ptr_array_index (frame->people, person))->name
                          : frame->street->name;
  g_autofree char *name = g_strdup_printf (_ ("Roster: %s"), whose);

  append_line (out, "BEGIN:VCALENDAR");
  append_line (out, "VERSION:2.0");
  append_line (out, "PRODID:-//Tidewatch//Roster//EN");
  append_line (out, "CALSCALE:GREGORIAN");
  append_text (out, "X-WR-CALNAME", name);
}

static gboolean
was_told (GPtrArray *told, const TwShift *shift)
{
  for (guint i = 0; told != NULL && i < told->len; i++)
    {
      const TwShift *other = g_ptr_array_index (told, i);

      if (g_strcmp0 (other->id, shift->id) == 0)
        return tw_shift_same_work (other, shift);
    }
  return told == NULL;
}

/* One event for an id, the newest word first: what is there wins over what was cancelled. */
static guint
append_events (GString *out, const TwRotaFrame *frame, GPtrArray *shifts, gboolean cancelled,
               GPtrArray *told, int person, GHashTable *written)
{
  guint n = 0;

  for (guint i = 0; shifts != NULL && i < shifts->len; i++)
    {
      const TwShift *shift = g_ptr_array_index (shifts, i);

      if (shift->id == NULL || (person >= 0 && shift->person != person)
          || shift->to_us <= shift->from_us || !g_hash_table_add (written, shift->id))
        continue;
      append_event (out, frame, shift,
                    cancelled                ? "CANCELLED"
                    : was_told (told, shift) ? "CONFIRMED"
                                             : "TENTATIVE",
                    find_generation (shift) + (cancelled ? 1 : 0), person >= 0);
      n++;
    }
  return n;
}

gboolean
tw_rota_export_ics (TwRotaFrame *frame, GPtrArray *shifts, GPtrArray *cancelled, GPtrArray *told,
                    int person, const char *path, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GHashTable) written = g_hash_table_new (g_str_hash, g_str_equal);

  g_return_val_if_fail (frame != NULL && shifts != NULL && path != NULL, FALSE);
  g_return_val_if_fail (person < (int) frame->people->len, FALSE);
  append_head (out, frame, person);
  if (append_events (out, frame, shifts, FALSE, told, person, written)
          + append_events (out, frame, cancelled, TRUE, NULL, person, written)
      == 0)
    {
      /* a calendar without a component is none (3.6) */
      g_set_error_literal (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA,
                           _ ("There are no shifts in these days: nothing was written"));
      return FALSE;
    }
  append_line (out, "END:VCALENDAR");
  return tw_rota_save_file (path, out->str, out->len, error);
}
