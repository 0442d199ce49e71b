// SPDX-License-Identifier: Apache-2.0
/*
 * Rows and bars as they were handed over, with three indexes over them: bars by row (by begin),
 * bars by id, rows by id. The indexes borrow from the arrays, so they are made anew together with
 * them. A bar of a row that does not exist is left out: it could be neither drawn nor reached.
 */
#include "desk/board/tw-board-model.h"

/* --- bar -------------------------------------------------------------------------------------- */

TwBoardBar *
tw_board_bar_new (void)
{
  TwBoardBar *self = g_new0 (TwBoardBar, 1);

  g_atomic_ref_count_init (&self->refs);
  return self;
}

TwBoardBar *
tw_board_bar_ref (TwBoardBar *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tw_board_bar_unref (TwBoardBar *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->n_segments; i++)
    g_free (self->segments[i].label);
  g_free (self->segments);
  g_free (self->id);
  g_free (self->label);
  g_free (self->spoken);
  g_free (self->tooltip);
  g_free (self);
}

static gboolean
segments_equal (const TwBarSegment *a, const TwBarSegment *b)
{
  return a->kind == b->kind && a->from_us == b->from_us && a->to_us == b->to_us
         && a->color == b->color && g_strcmp0 (a->label, b->label) == 0;
}

gboolean
tw_board_bar_equal (const TwBoardBar *a, const TwBoardBar *b)
{
  if (a == b)
    return TRUE;
  if (a->row != b->row || a->from_us != b->from_us || a->to_us != b->to_us || a->flags != b->flags
      || a->n_segments != b->n_segments || g_strcmp0 (a->id, b->id) != 0
      || g_strcmp0 (a->label, b->label) != 0 || g_strcmp0 (a->spoken, b->spoken) != 0
      || g_strcmp0 (a->tooltip, b->tooltip) != 0)
    return FALSE;
  for (guint i = 0; i < a->n_segments; i++)
    if (!segments_equal (&a->segments[i], &b->segments[i]))
      return FALSE;
  return TRUE;
}

void
tw_board_row_free (TwBoardRow *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->tooltip);
  g_free (self);
}

/* --- model ------------------------------------------------------------------------------------ */

struct _TwBoardModel {
  GObject parent_instance;
  GPtrArray *rows;         /* TwBoardRow */
  GPtrArray *bars;         /* TwBoardBar */
  GPtrArray *by_row;       /* GPtrArray of borrowed TwBoardBar, one for each row */
  GHashTable *bars_by_id;  /* borrowed */
  GHashTable *lines_by_id; /* row number + 1 by borrowed id */
};

G_DEFINE_FINAL_TYPE (TwBoardModel, tw_board_model, G_TYPE_OBJECT)

enum { ROWS_CHANGED, BARS_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static int
compare_bars (gconstpointer a, gconstpointer b)
{
  const TwBoardBar *x = *(const TwBoardBar *const *) a, *y = *(const TwBoardBar *const *) b;

  if (x->from_us != y->from_us)
    return x->from_us < y->from_us ? -1 : 1;
  if (x->to_us != y->to_us)
    return x->to_us < y->to_us ? -1 : 1;
  return g_strcmp0 (x->id, y->id);
}

static void
index_rows (TwBoardModel *self)
{
  g_hash_table_remove_all (self->lines_by_id);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const TwBoardRow *row = g_ptr_array_index (self->rows, i);

      if (row->id != NULL)
        g_hash_table_insert (self->lines_by_id, row->id, GUINT_TO_POINTER (i + 1));
    }
}

static void
index_bars (TwBoardModel *self)
{
  g_hash_table_remove_all (self->bars_by_id);
  g_ptr_array_set_size (self->by_row, 0);
  for (guint i = 0; i < self->rows->len; i++)
    g_ptr_array_add (self->by_row, g_ptr_array_new ());
  for (guint i = 0; i < self->bars->len; i++)
    {
      TwBoardBar *bar = g_ptr_array_index (self->bars, i);

      if (bar->row >= self->rows->len || bar->id == NULL || bar->to_us <= bar->from_us)
        continue;
      g_hash_table_insert (self->bars_by_id, bar->id, bar);
      g_ptr_array_add (g_ptr_array_index (self->by_row, bar->row), bar);
    }
  for (guint i = 0; i < self->by_row->len; i++)
    g_ptr_array_sort (g_ptr_array_index (self->by_row, i), compare_bars);
}

static void
tw_board_model_finalize (GObject *object)
{
  TwBoardModel *self = TW_BOARD_MODEL (object);

  g_hash_table_unref (self->bars_by_id);
  g_hash_table_unref (self->lines_by_id);
  g_ptr_array_unref (self->by_row);
  g_ptr_array_unref (self->bars);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (tw_board_model_parent_class)->finalize (object);
}

static void
tw_board_model_class_init (TwBoardModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tw_board_model_finalize;
  signals[ROWS_CHANGED] = g_signal_new ("rows-changed", TW_TYPE_BOARD_MODEL, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[BARS_CHANGED] = g_signal_new ("bars-changed", TW_TYPE_BOARD_MODEL, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tw_board_model_init (TwBoardModel *self)
{
  self->rows = g_ptr_array_new ();
  self->bars = g_ptr_array_new ();
  self->by_row = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->bars_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->lines_by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

TwBoardModel *
tw_board_model_new (void)
{
  return g_object_new (TW_TYPE_BOARD_MODEL, NULL);
}

/* The indexes borrow from the old array, so they go before it. */
static void
take_bars (TwBoardModel *self, GPtrArray *bars)
{
  g_autoptr (GPtrArray) old = self->bars;

  self->bars = g_ptr_array_ref (bars);
  index_bars (self);
}

void
tw_board_model_set (TwBoardModel *self, GPtrArray *rows, GPtrArray *bars)
{
  g_autoptr (GPtrArray) old = NULL;

  g_return_if_fail (TW_IS_BOARD_MODEL (self) && rows != NULL && bars != NULL);
  old = self->rows;
  self->rows = g_ptr_array_ref (rows);
  index_rows (self);
  take_bars (self, bars);
  g_signal_emit (self, signals[ROWS_CHANGED], 0);
}

void
tw_board_model_set_bars (TwBoardModel *self, GPtrArray *bars)
{
  g_return_if_fail (TW_IS_BOARD_MODEL (self) && bars != NULL);
  take_bars (self, bars);
  g_signal_emit (self, signals[BARS_CHANGED], 0);
}

guint
tw_board_model_get_n_rows (TwBoardModel *self)
{
  g_return_val_if_fail (TW_IS_BOARD_MODEL (self), 0);
  return self->rows->len;
}

const TwBoardRow *
tw_board_model_get_row (TwBoardModel *self, guint row)
{
  g_return_val_if_fail (TW_IS_BOARD_MODEL (self) && row < self->rows->len, NULL);
  return g_ptr_array_index (self->rows, row);
}

GPtrArray *
tw_board_model_get_bars (TwBoardModel *self, guint row)
{
  g_return_val_if_fail (TW_IS_BOARD_MODEL (self) && row < self->by_row->len, NULL);
  return g_ptr_array_index (self->by_row, row);
}

TwBoardBar *
tw_board_model_find_bar (TwBoardModel *self, const char *id)
{
  g_return_val_if_fail (TW_IS_BOARD_MODEL (self), NULL);
  return id == NULL ? NULL : g_hash_table_lookup (self->bars_by_id, id);
}

int
tw_board_model_find_row (TwBoardModel *self, const char *id)
{
  g_return_val_if_fail (TW_IS_BOARD_MODEL (self), -1);
  return id == NULL ? -1 : GPOINTER_TO_INT (g_hash_table_lookup (self->lines_by_id, id)) - 1;
}
