// SPDX-License-Identifier: Apache-2.0
/* What people were told, for files: editions as lists of shifts. */
#include "config.h"

#include "duty/roster/tw-rota-export.h"
#include "duty/roster/tw-rota-publish.h"

#include "base/tw-json.h"
#include "store/tw-query-roster.h"

#include <string.h>

/* The later published one of two editions, which may be of two days. */
static gboolean
is_later (const TwDoc *a, const TwDoc *b)
{
  return strcmp (tw_json_get_string (a->body, "at", ""), tw_json_get_string (b->body, "at", ""))
         > 0;
}

/* @from: shift id -> the edition (TwDoc) that says it last. */
static void
note_shifts (GHashTable *from, GPtrArray *shifts, TwDoc *edition)
{
  for (guint i = 0; i < shifts->len; i++)
    {
      const TwShift *shift = g_ptr_array_index (shifts, i);
      const TwDoc *known = g_hash_table_lookup (from, shift->id);

      if (known == NULL || is_later (edition, known))
        g_hash_table_replace (from, g_strdup (shift->id), edition);
    }
}

static void
keep_last (GPtrArray *all, GPtrArray *shifts, GHashTable *from, const TwDoc *edition)
{
  for (guint i = 0; i < shifts->len; i++)
    {
      TwShift *shift = g_ptr_array_index (shifts, i);

      if (g_hash_table_lookup (from, shift->id) == edition)
        g_ptr_array_add (all, tw_shift_ref (shift));
    }
}

GPtrArray *
tw_rota_read_published (TwRotaFrame *frame, TwStore *store, GError **error)
{
  const TwRotaSpan *first = g_ptr_array_index (frame->days, 0),
                   *last = g_ptr_array_index (frame->days, frame->days->len - 1);
  g_autoptr (GPtrArray) editions = tw_query_last_editions (store, first->date, last->date, error);
  g_autoptr (GPtrArray) all = tw_shift_list_new ();
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) from = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; editions != NULL && i < editions->len; i++)
    {
      TwDoc *doc = g_ptr_array_index (editions, i);
      GPtrArray *shifts = tw_rota_read_edition (frame, store, doc->id, error);

      if (shifts == NULL)
        return NULL;
      g_ptr_array_add (lists, shifts);
      note_shifts (from, shifts, doc);
    }
  for (guint i = 0; i < lists->len; i++)
    keep_last (all, g_ptr_array_index (lists, i), from, g_ptr_array_index (editions, i));
  return editions == NULL ? NULL : g_steal_pointer (&all);
}

/* --- what calendars must lose ----------------------------------------------------------------- */

typedef struct {
  TwRotaFrame *frame;
  TwStore *store;
  GHashTable *standing; /* id -> TwShift */
  int person;
  GPtrArray *cancelled;
} Search;

/* One that only moved out of the days looked at is neither gone nor somebody else's. */
static gboolean
is_cancelled (const Search *search, const TwShift *shift)
{
  const TwShift *now = g_hash_table_lookup (search->standing, shift->id);
  g_autoptr (TwDoc) doc = NULL;

  if (search->person >= 0 && shift->person != search->person)
    return FALSE;
  if (now != NULL)
    return now->person != shift->person;
  doc = tw_store_get (search->store, shift->id, NULL);
  return doc == NULL;
}

/* An edition whose content is not here holds nothing that could be said. */
static gboolean
search_day (const Search *search, const char *date, GError **error)
{
  g_autoptr (GPtrArray) editions = tw_query_editions (search->store, date, error);

  for (guint i = 0; editions != NULL && i < editions->len; i++)
    {
      const TwDoc *doc = g_ptr_array_index (editions, i);
      g_autoptr (GPtrArray) shifts =
          tw_rota_read_edition (search->frame, search->store, doc->id, NULL);

      for (guint s = 0; shifts != NULL && s < shifts->len; s++)
        if (is_cancelled (search, g_ptr_array_index (shifts, s)))
          g_ptr_array_add (search->cancelled, tw_shift_ref (g_ptr_array_index (shifts, s)));
    }
  return editions != NULL;
}

GPtrArray *
tw_rota_list_cancelled (TwRotaFrame *frame, TwStore *store, GPtrArray *shifts, int person,
                        GError **error)
{
  g_autoptr (GHashTable) standing = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) cancelled = tw_shift_list_new ();
  const Search search = { frame, store, standing, person, cancelled };

  for (guint i = 0; i < shifts->len; i++)
    {
      TwShift *shift = g_ptr_array_index (shifts, i);

      g_hash_table_insert (standing, shift->id, shift);
    }
  for (guint d = 0; d < frame->days->len; d++)
    if (!search_day (&search, ((TwRotaSpan *) g_ptr_array_index (frame->days, d))->date, error))
      return NULL;
  return g_steal_pointer (&cancelled);
}
