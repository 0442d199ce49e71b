// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "duty/roster/tw-rota-paper.h"
#include "duty/roster/tw-rota-print-private.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

#define MARGIN_PT 28
#define HEAD_PT 44 /* from the margin to the first lane: title, days, hours */
#define FOOT_PT 36

static void
free_row (gpointer data)
{
  TwPrintRow *row = data;

  g_free (row->name);
  g_free (row->detail);
  g_free (row);
}

static char *
make_title (const TwRotaFrame *frame)
{
  const TwRotaSpan *first = g_ptr_array_index (frame->days, 0),
                   *last = g_ptr_array_index (frame->days, frame->days->len - 1);

  g_autofree char *days = first == last
                              ? g_strdup_printf (_ ("Roster of %s"), first->date)
                              : g_strdup_printf (_ ("Roster of %s to %s"), first->date, last->date);

  if (*frame->street->name == '\0')
    return g_steal_pointer (&days);
  return g_strdup_printf (_ ("%s: %s"), frame->street->name, days);
}

/* A4 and A3 across, in points. */
static void
set_sizes (TwRotaPrint *self)
{
  gboolean a3 = self->paper == TW_PAPER_A3;

  self->width = a3 ? 1190.55 : 841.89;
  self->height = a3 ? 841.89 : 595.28;
  self->plot_x = MARGIN_PT + (a3 ? 130 : 108);
  self->plot_y = MARGIN_PT + HEAD_PT;
  self->plot_width = self->width - MARGIN_PT - self->plot_x;
  self->plot_height = self->height - MARGIN_PT - FOOT_PT - self->plot_y;
  self->lane_px = self->by_place ? 14 : 25;
}

TwRotaPrint *
tw_rota_print_new (TwRotaFrame *frame, GPtrArray *shifts, const TwRotaPrintOptions *options)
{
  TwRotaPrint *self;

  g_return_val_if_fail (frame != NULL && shifts != NULL && options != NULL, NULL);
  g_return_val_if_fail (frame->days->len > 0 && frame->to_us > frame->from_us, NULL);
  self = g_new0 (TwRotaPrint, 1);
  self->frame = tw_rota_frame_ref (frame);
  self->shifts = tw_shift_list_new ();
  for (guint i = 0; i < shifts->len; i++)
    g_ptr_array_add (self->shifts, tw_shift_ref (g_ptr_array_index (shifts, i)));
  self->paper = options->paper;
  self->by_place = options->by_place;
  self->pools = options->pools;
  self->title = options->title != NULL ? g_strdup (options->title) : make_title (frame);
  self->state = g_strdup (options->state);
  self->groups = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new_with_free_func (free_row);
  self->items = g_array_new (FALSE, FALSE, sizeof (TwPrintItem));
  self->lines = g_array_new (FALSE, FALSE, sizeof (TwPrintLine));
  self->services = g_array_new (FALSE, FALSE, sizeof (guint));
  set_sizes (self);
  tw_rota_print_lay_out (self);
  return self;
}

void
tw_rota_print_free (TwRotaPrint *self)
{
  if (self == NULL)
    return;
  tw_rota_frame_unref (self->frame);
  g_ptr_array_unref (self->shifts);
  g_ptr_array_unref (self->groups);
  g_ptr_array_unref (self->rows);
  g_array_unref (self->items);
  g_array_unref (self->lines);
  g_array_unref (self->services);
  g_free (self->title);
  g_free (self->state);
  g_free (self);
}

int
tw_rota_print_get_n_pages (TwRotaPrint *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return (int) self->n_pages;
}

void
tw_rota_print_get_size (TwRotaPrint *self, double *ret_width, double *ret_height)
{
  g_return_if_fail (self != NULL);
  *ret_width = self->width;
  *ret_height = self->height;
}

static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Written to memory first: a page that fails must not leave half a file. */
gboolean
tw_rota_print_save_pdf (TwRotaPrint *self, const char *path, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);
  surface = cairo_pdf_surface_create_for_stream (append_cb, bytes, self->width, self->height);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Tidewatch");
  cr = cairo_create (surface);
  for (guint page = 0; page < self->n_pages; page++)
    {
      tw_rota_print_draw (self, (int) page, cr);
      cairo_show_page (cr);
    }
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The pages cannot be drawn: %s"),
                   cairo_status_to_string (status));
      return FALSE;
    }
  return tw_rota_save_file (path, (const char *) bytes->data, bytes->len, error);
}
