// SPDX-License-Identifier: Apache-2.0
#include "duty/tw-history.h"

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const TwRequestRow *left = a, *right = b;

  if (left->at_us != right->at_us)
    return left->at_us < right->at_us ? -1 : 1;
  return (left->doc_no > right->doc_no) - (left->doc_no < right->doc_no);
}

TwHistory *
tw_history_new (GArray *rows)
{
  TwHistory *self = g_new0 (TwHistory, 1);

  self->rows = rows;
  for (guint i = 0; i < rows->len; i++)
    self->newest_doc_no = MAX (self->newest_doc_no, g_array_index (rows, TwRequestRow, i).doc_no);
  return self;
}

void
tw_history_free (TwHistory *self)
{
  g_array_unref (self->rows);
  g_free (self);
}

guint
tw_history_find (const TwHistory *self, gint64 t_us)
{
  guint low = 0, high = self->rows->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->rows, TwRequestRow, middle).at_us < t_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

GArray *
tw_history_slice (const TwHistory *self, gint64 from_us, gint64 to_us)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (TwRequestRow));
  guint from = tw_history_find (self, from_us), to = tw_history_find (self, to_us);

  if (to > from)
    g_array_append_vals (rows, &g_array_index (self->rows, TwRequestRow, from), to - from);
  return rows;
}

/* An edited request comes again: its old row goes. */
static void
drop_rows (GArray *history, GArray *rows)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint kept = 0;

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (numbers, &g_array_index (rows, TwRequestRow, i).doc_no);
  for (guint i = 0; i < history->len; i++)
    {
      TwRequestRow *row = &g_array_index (history, TwRequestRow, i);

      if (g_hash_table_contains (numbers, &row->doc_no))
        continue;
      if (kept != i)
        g_array_index (history, TwRequestRow, kept) = *row;
      kept++;
    }
  g_array_set_size (history, kept);
}

static void
append_rows (GArray *history, GArray *rows, gint64 oldest_us)
{
  gboolean sorted = TRUE;

  for (guint i = 0; i < rows->len; i++)
    {
      const TwRequestRow *row = &g_array_index (rows, TwRequestRow, i);
      guint n = history->len;

      /* An old request that was edited today is no part of what the forecast looks at. */
      if (row->at_us < oldest_us)
        continue;
      sorted &= n == 0 || compare_rows (&g_array_index (history, TwRequestRow, n - 1), row) < 0;
      g_array_append_val (history, *row);
    }
  if (!sorted)
    g_array_sort (history, compare_rows);
}

guint
tw_history_add (TwHistory *self, GArray *rows, gint64 oldest_us)
{
  gint64 newest = self->newest_doc_no;
  guint n_new = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      const TwRequestRow *row = &g_array_index (rows, TwRequestRow, i);

      /* New documents get rising numbers; only a lower one can stand in the history already. */
      n_new += row->doc_no > self->newest_doc_no;
      newest = MAX (newest, row->doc_no);
    }
  if (n_new < rows->len)
    drop_rows (self->rows, rows);
  self->newest_doc_no = newest;
  append_rows (self->rows, rows, oldest_us);
  return n_new;
}

void
tw_history_trim (TwHistory *self, gint64 oldest_us)
{
  guint n = tw_history_find (self, oldest_us);

  if (n > 0)
    g_array_remove_range (self->rows, 0, n);
}
