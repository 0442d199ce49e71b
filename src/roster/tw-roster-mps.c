// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-mps.h"
#include "roster/tw-roster-model.h"

#include <math.h>

/*
 * MPS wants all rows first, then columns, right hand sides and bounds. The program of a large
 * street does not fit into memory, so each section builds the pieces anew and keeps none.
 */

typedef struct {
  const TwRosterChoiceSet *choices;
  TwRosterModel *model;
  GString *text;
  GOutputStream *stream;
  GCancellable *cancellable;
  GPtrArray *names; /* of the rows of the heads, which all people use */
  gboolean integer; /* between the markers */
  int n_markers;
} Writer;

#define CHUNK (1 << 18)

static gboolean
flush (Writer *self, gsize limit, GError **error)
{
  if (self->text->len <= limit)
    return TRUE;
  gboolean done = g_output_stream_write_all (self->stream, self->text->str, self->text->len, NULL,
                                             self->cancellable, error);
  g_string_truncate (self->text, 0);
  return done;
}

static void
append_number (GString *text, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append (text, g_ascii_formatd (digits, sizeof digits, "%.15g", value));
}

static void
append_entry (GString *text, const char *first, const char *second, double value)
{
  g_string_append_c (text, ' ');
  g_string_append (text, first);
  g_string_append_c (text, ' ');
  g_string_append (text, second);
  g_string_append_c (text, ' ');
  append_number (text, value);
  g_string_append_c (text, '\n');
}

/* --- one section of one piece ---------------------------------------------------------------- */

static void
append_rows (Writer *self)
{
  for (guint i = 0; i < self->model->rows->len; i++)
    {
      const TwRosterModelRow *row = &g_array_index (self->model->rows, TwRosterModelRow, i);
      g_string_append_printf (self->text, " %c %s\n", row->type, row->name);
    }
}

static const char *
row_name (const Writer *self, int row)
{
  int first = self->model->first_row;
  if (row >= first)
    return g_array_index (self->model->rows, TwRosterModelRow, row - first).name;
  return self->names->pdata[row];
}

static void
append_marker (Writer *self, gboolean integer)
{
  if (self->integer != integer)
    g_string_append_printf (self->text, " MARK%d 'MARKER' '%s'\n", self->n_markers++,
                            integer ? "INTORG" : "INTEND");
  self->integer = integer;
}

/* Two entries a line, as the format allows: names are most of the file. */
static void
append_pair (Writer *self, int n, const char *column, const char *row, double value)
{
  if (n % 2 != 0)
    g_string_truncate (self->text, self->text->len - 1); /* the line goes on */
  append_entry (self->text, n % 2 != 0 ? "" : column, row, value);
}

static void
append_column (Writer *self, guint i)
{
  const TwRosterModel *model = self->model;
  const TwRosterModelColumn *c = &g_array_index (model->columns, TwRosterModelColumn, i);
  guint end = i + 1 < model->columns->len ? (guint) c[1].first_entry : model->entries->len;
  int n = 0;
  append_marker (self, c->integer);
  if (c->cost != 0 || (guint) c->first_entry == end)
    append_pair (self, n++, c->name, "cost", c->cost);
  for (guint j = c->first_entry; j < end; j++)
    {
      const TwRosterModelEntry *entry = &g_array_index (model->entries, TwRosterModelEntry, j);
      append_pair (self, n++, c->name, row_name (self, entry->row), entry->value);
    }
}

/* Whole ones together, so that there are few markers. */
static void
append_columns (Writer *self)
{
  for (int integer = 0; integer < 2; integer++)
    for (guint i = 0; i < self->model->columns->len; i++)
      if (g_array_index (self->model->columns, TwRosterModelColumn, i).integer == integer)
        append_column (self, i);
}

static void
append_rhs (Writer *self)
{
  for (guint i = 0; i < self->model->rows->len; i++)
    {
      const TwRosterModelRow *row = &g_array_index (self->model->rows, TwRosterModelRow, i);
      if (row->rhs != 0)
        append_entry (self->text, "RHS", row->name, row->rhs);
    }
}

static void
append_bounds (Writer *self)
{
  for (guint i = 0; i < self->model->columns->len; i++)
    {
      const TwRosterModelColumn *c = &g_array_index (self->model->columns, TwRosterModelColumn, i);
      if (c->lower == c->upper)
        append_entry (self->text, "FX BND", c->name, c->lower);
      else if (c->upper < INFINITY)
        append_entry (self->text, "UP BND", c->name, c->upper);
    }
}

/* --- all of it ------------------------------------------------------------------------------- */

static void
keep_head_names (Writer *self)
{
  for (guint i = 0; i < self->model->rows->len; i++)
    g_ptr_array_add (self->names,
                     g_strdup (g_array_index (self->model->rows, TwRosterModelRow, i).name));
}

static gboolean
write_section (Writer *self, const char *title, void (*append) (Writer *), GError **error)
{
  int first_row = 0;
  g_string_append (self->text, title);
  for (int e = -1; e < self->choices->problem->n_people; e++)
    {
      tw_roster_model_reset (self->model, first_row);
      if (e < 0)
        tw_roster_model_build_heads (self->model, self->choices);
      else
        tw_roster_model_build_person (self->model, self->choices, e);
      if (e < 0 && self->names->len == 0)
        keep_head_names (self);
      append (self);
      first_row += self->model->rows->len;
      if (!flush (self, CHUNK, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tw_roster_write_mps (const TwRosterProblem *problem, GOutputStream *stream,
                     GCancellable *cancellable, GError **error)
{
  if (!tw_roster_problem_check (problem, error))
    return FALSE;
  g_autoptr (TwRosterChoiceSet) choices = tw_roster_choice_set_new (problem);
  g_autoptr (TwRosterModel) model = tw_roster_model_new ();
  g_autoptr (GString) text = g_string_sized_new (2 * CHUNK);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  Writer self = { choices, model, text, stream, cancellable, names, FALSE, 0 };
  g_string_append (text, "NAME roster FREE\n");
  if (!write_section (&self, "ROWS\n N cost\n", append_rows, error)
      || !write_section (&self, "COLUMNS\n", append_columns, error))
    return FALSE;
  append_marker (&self, FALSE);
  if (!write_section (&self, "RHS\n", append_rhs, error)
      || !write_section (&self, "BOUNDS\n", append_bounds, error))
    return FALSE;
  g_string_append (text, "ENDATA\n");
  return flush (&self, 0, error);
}

/* Writes and closes; the stream is closed also when writing failed. */
static gboolean
write_whole (const TwRosterProblem *problem, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileOutputStream) stream =
      g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, error);
  gboolean written;

  if (!stream)
    return FALSE;
  written = tw_roster_write_mps (problem, G_OUTPUT_STREAM (stream), cancellable, error);
  return g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, written ? error : NULL) && written;
}

gboolean
tw_roster_save_mps (const TwRosterProblem *problem, const char *path, GCancellable *cancellable,
                    GError **error)
{
  /* GIO writes a new file in its place, so that half of one would be left there. */
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) draft = g_file_new_for_path (part);

  if (write_whole (problem, draft, cancellable, error)
      && g_file_move (draft, file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error))
    return TRUE;
  g_file_delete (draft, NULL, NULL);
  return FALSE;
}
