// SPDX-License-Identifier: Apache-2.0
/* Pages of a roster (F28): everything is on them exactly once, patterns differ without colour, and
 * the file is a PDF of as many pages. */
#include "tw-duty-fixture.h"
#include "tw-paper-fixture.h"

#include "base/tw-locale.h"
#include "duty/roster/tw-rota-print-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static TwRotaPrint *
new_print (TwRotaFrame *frame, GPtrArray *shifts, TwPaper paper, gboolean by_place, guint pools)
{
  const TwRotaPrintOptions options = { paper, by_place, pools, NULL, "Published, edition 3" };

  return tw_rota_print_new (frame, shifts, &options);
}

static void
draw_all (TwRotaPrint *print)
{
  double width, height;
  cairo_surface_t *surface;

  tw_rota_print_get_size (print, &width, &height);
  for (int page = 0; page < tw_rota_print_get_n_pages (print); page++)
    {
      cairo_t *cr;
      double x, y, w, h;

      surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR, NULL);
      cr = cairo_create (surface);
      tw_rota_print_draw (print, page, cr);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
      /* nothing beyond the paper, and the margins stay white */
      cairo_recording_surface_ink_extents (surface, &x, &y, &w, &h);
      g_assert_cmpfloat (x, >=, 27);
      g_assert_cmpfloat (y, >=, 20);
      g_assert_cmpfloat (x + w, <=, width - 18); /* the last hour's figure may hang over */
      g_assert_cmpfloat (y + h, <=, height - 20);
      cairo_surface_destroy (surface);
    }
}

/* Each person (or post) has one name, each shift (or stretch of work) one bar. */
static void
assert_complete (TwRotaPrint *print, guint n_items)
{
  g_assert_cmpuint (print->items->len, ==, n_items);
  for (guint i = 0; i < print->items->len; i++)
    g_assert_cmpuint (g_array_index (print->items, TwPrintItem, i).n_drawn, ==, 1);
  for (guint i = 0; i < print->rows->len; i++)
    g_assert_cmpuint (((TwPrintRow *) print->rows->pdata[i])->n_drawn, ==, 1);
}

/* No two bars of a lane overlap, lines lie within the page below each other, and no heading stands
 * at its foot. */
static void
assert_laid_out (TwRotaPrint *print)
{
  for (guint i = 1; i < print->items->len; i++)
    {
      const TwPrintItem *a = &g_array_index (print->items, TwPrintItem, i - 1), *b = a + 1;

      g_assert_true (a->row != b->row || a->lane != b->lane || a->to_us <= b->from_us);
    }
  for (guint i = 0; i < print->lines->len; i++)
    {
      const TwPrintLine *line = &g_array_index (print->lines, TwPrintLine, i);
      const TwPrintLine *next = i + 1 < print->lines->len ? line + 1 : NULL;

      g_assert_cmpfloat (line->y, >=, print->plot_y - 0.01);
      g_assert_cmpfloat (line->y + line->height, <=, print->plot_y + print->plot_height + 0.02);
      if (line->kind == TW_PRINT_HEADING)
        g_assert_true (next != NULL && next->kind == TW_PRINT_LANE && next->page == line->page);
      if (next != NULL && next->page == line->page)
        g_assert_cmpfloat_with_epsilon (next->y, line->y + line->height, 0.01);
      if (next != NULL && next->page != line->page)
        g_assert_true (next->kind == TW_PRINT_HEADING);
    }
}

static void
test_complete (void)
{
  static const struct {
    int n_people, n_days;
    TwPaper paper;
    gboolean by_place;
    guint pools;
    int n_pages;
    guint n_items;
  } cases[] = {
    { 0, 1, TW_PAPER_A4, FALSE, 0, 1, 0 },
    { 1, 1, TW_PAPER_A4, FALSE, 0, 1, 1 },
    { 40, 3, TW_PAPER_A4, FALSE, 0, 3, 120 },
    { 40, 3, TW_PAPER_A3, FALSE, 0, 2, 120 },
    { 40, 3, TW_PAPER_A4, FALSE, 1 << TW_POOL_VOLUNTEER, 1, 30 },
    { 40, 3, TW_PAPER_A4, TRUE, 0, 2, 240 },
    { 200, 7, TW_PAPER_A3, TRUE, 0, 4, 2800 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwRotaFrame *frame = paper_fixture_frame (cases[i].n_people, cases[i].n_days, NULL);
      g_autoptr (GPtrArray) shifts = paper_fixture_shifts (frame);
      g_autoptr (TwRotaPrint) print =
          new_print (frame, shifts, cases[i].paper, cases[i].by_place, cases[i].pools);

      g_assert_cmpint (tw_rota_print_get_n_pages (print), ==, cases[i].n_pages);
      draw_all (print);
      assert_complete (print, cases[i].n_items);
      assert_laid_out (print);
      tw_rota_frame_unref (frame);
    }
}

/* Two shifts at once lie in two lanes, an open one and one at a post that is gone are there too,
 * and what lies outside of the frame is not. */
static void
test_odd (void)
{
  TwRotaFrame *frame = paper_fixture_frame (3, 2, NULL);
  g_autoptr (GPtrArray) shifts = g_ptr_array_new_with_free_func ((GDestroyNotify) tw_shift_unref);
  TwShift *gone = paper_fixture_shift (frame, 3, 1, 0, 600, 240, 2),
          *after = paper_fixture_shift (frame, 4, 2, 0, 600, 240, 2);

  g_ptr_array_add (shifts, paper_fixture_shift (frame, 1, 0, 0, 480, 480, 0));
  g_ptr_array_add (shifts, paper_fixture_shift (frame, 2, 0, 0, 540, 480, 1));
  g_ptr_array_add (shifts, paper_fixture_shift (frame, 5, -1, 1, 480, 240, 3));
  g_ptr_array_add (shifts, paper_fixture_shift (frame, 6, 2, 1, 1380, 240, 3)); /* into the next */
  gone->stretches[0].post = -1;
  after->from_us += 10 * TW_US_PER_DAY;
  after->to_us += 10 * TW_US_PER_DAY;
  g_ptr_array_add (shifts, gone);
  g_ptr_array_add (shifts, after);
  for (int by_place = 0; by_place < 2; by_place++)
    {
      g_autoptr (TwRotaPrint) print = new_print (frame, shifts, TW_PAPER_A4, by_place == 1, 0);

      draw_all (print);
      assert_laid_out (print);
      assert_complete (print, by_place ? 2 * 5 + 1 : 5);
      if (!by_place)
        {
          g_assert_cmpuint (((TwPrintRow *) print->rows->pdata[0])->n_lanes, ==, 2);
          g_assert_cmpuint (print->rows->len, ==, 3 + 1);
        }
    }
  tw_rota_frame_unref (frame);
}

/* --- patterns --------------------------------------------------------------------------------- */

#define TILE 36

/* How a bar of service @service looks in grey, one pixel a point and a half. */
static void
render_pattern (guint service, double *grey)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, TILE, TILE);
  cairo_t *cr = cairo_create (surface);
  const guchar *pixels;

  cairo_scale (cr, 1.5, 1.5);
  tw_rota_print_fill (cr, service, 0, 0, TILE / 1.5, TILE / 1.5);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixels = cairo_image_surface_get_data (surface);
  for (int y = 0; y < TILE; y++)
    for (int x = 0; x < TILE; x++)
      {
        const guchar *p = pixels + y * cairo_image_surface_get_stride (surface) + 4 * x;

        grey[y * TILE + x] = p[1] / 255.0;
        g_assert_cmpint (abs (p[0] - p[1]) + abs (p[1] - p[2]), <=, 2); /* no colour */
      }
  cairo_surface_destroy (surface);
}

/* Any two patterns differ in what the eye sees: the grey of the whole, or where the ink is. */
static void
test_patterns (void)
{
  static double grey[TW_PRINT_N_PATTERNS][TILE * TILE];

  for (guint i = 0; i < TW_PRINT_N_PATTERNS; i++)
    render_pattern (i, grey[i]);
  for (guint i = 0; i < TW_PRINT_N_PATTERNS; i++)
    for (guint j = i + 1; j < TW_PRINT_N_PATTERNS; j++)
      {
        double difference = 0;

        for (int p = 0; p < TILE * TILE; p++)
          difference += fabs (grey[i][p] - grey[j][p]);
        if (difference / (TILE * TILE) < 0.06)
          g_error ("patterns %u and %u look alike: %.3f", i, j, difference / (TILE * TILE));
      }
  /* services beyond the patterns begin again, but never look like no service */
  render_pattern (TW_PRINT_N_PATTERNS, grey[0]);
  g_assert_cmpmem (grey[0], sizeof grey[0], grey[1], sizeof grey[1]);
}

/* --- PDF -------------------------------------------------------------------------------------- */

static guint
count (const char *bytes, gsize length, const char *word)
{
  guint n = 0;

  for (const char *p = bytes;
       (p = memmem (p, length - (gsize) (p - bytes), word, strlen (word))) != NULL; p++)
    n++;
  return n;
}

static void
test_pdf (void)
{
  g_autofree char *dir = g_dir_make_tmp ("tw-print-XXXXXX", NULL),
                  *path = g_build_filename (dir, "r.pdf", NULL),
                  *nowhere = g_build_filename (dir, "no", "r.pdf", NULL), *bytes = NULL,
                  *tool = g_find_program_in_path ("pdftotext");
  TwRotaFrame *frame = paper_fixture_frame (40, 3, NULL);
  g_autoptr (GPtrArray) shifts = paper_fixture_shifts (frame);
  g_autoptr (TwRotaPrint) print = new_print (frame, shifts, TW_PAPER_A4, FALSE, 0);
  g_autoptr (GError) error = NULL;
  gsize length;

  g_assert_true (tw_rota_print_save_pdf (print, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_true (g_str_has_prefix (bytes, "%PDF-"));
  g_assert_cmpuint (count (bytes, length, "/Type /Page\n") + count (bytes, length, "/Type /Page "),
                    ==, (guint) tw_rota_print_get_n_pages (print));
  g_assert_false (tw_rota_print_save_pdf (print, nowhere, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  if (tool != NULL)
    {
      const char *argv[] = { tool, path, "-", NULL };
      g_autofree char *text = NULL;

      g_assert_true (
          g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &text, NULL, NULL, NULL));
      g_assert_nonnull (strstr (text, "欧阳秀兰"));
      g_assert_nonnull (strstr (text, "Page 3 of 3"));
    }
  tw_rota_frame_unref (frame);
  fixture_remove_tree (dir);
}

/* 900 people over three days: laid out at once, written in seconds. */
static void
test_many (void)
{
  g_autofree char *dir = g_dir_make_tmp ("tw-print-XXXXXX", NULL),
                  *path = g_build_filename (dir, "r.pdf", NULL);
  TwRotaFrame *frame = paper_fixture_frame (900, 3, NULL);
  g_autoptr (GPtrArray) shifts = paper_fixture_shifts (frame);
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (TwRotaPrint) print = new_print (frame, shifts, TW_PAPER_A4, FALSE, 0);
  double layout_s = (double) (g_get_monotonic_time () - start_us) / 1e6, pdf_s;

  start_us = g_get_monotonic_time ();
  g_assert_true (tw_rota_print_save_pdf (print, path, NULL));
  pdf_s = (double) (g_get_monotonic_time () - start_us) / 1e6;
  g_test_minimized_result (pdf_s, "%d pages: laid out in %.1f ms, PDF in %.2f s",
                           tw_rota_print_get_n_pages (print), 1000 * layout_s, pdf_s);
  g_assert_cmpint (tw_rota_print_get_n_pages (print), >, 30);
  g_assert_cmpfloat (layout_s, <, 0.5);
  assert_complete (print, 2700);
  tw_rota_frame_unref (frame);
  fixture_remove_tree (dir);
}

/* --- for the eye ------------------------------------------------------------------------------ */

/* TW_PRINT_SHOTS=DIR: first pages as pictures, in Chinese. */
static void
test_shots (void)
{
  const char *dir = g_getenv ("TW_PRINT_SHOTS");
  TwRotaFrame *frame;
  g_autoptr (GPtrArray) shifts = NULL;

  if (dir == NULL)
    {
      g_test_skip ("TW_PRINT_SHOTS is not set");
      return;
    }
  tw_locale_apply ("zh_CN");
  frame = paper_fixture_frame (60, 3, NULL);
  shifts = paper_fixture_shifts (frame);
  for (int i = 0; i < 4; i++)
    {
      g_autoptr (TwRotaPrint) print =
          new_print (frame, shifts, i < 2 ? TW_PAPER_A4 : TW_PAPER_A3, i % 2 == 1, 0);
      g_autofree char *path = g_strdup_printf ("%s/page-%s-%s.png", dir, i < 2 ? "a4" : "a3",
                                               i % 2 ? "posts" : "people");
      cairo_surface_t *surface =
          cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (print->width * 1.6),
                                      (int) (print->height * 1.6));
      cairo_t *cr = cairo_create (surface);

      cairo_set_source_rgb (cr, 1, 1, 1);
      cairo_paint (cr);
      cairo_scale (cr, 1.6, 1.6);
      tw_rota_print_draw (print, MIN (1, tw_rota_print_get_n_pages (print) - 1), cr);
      cairo_destroy (cr);
      cairo_surface_write_to_png (surface, path);
      cairo_surface_destroy (surface);
    }
  tw_rota_frame_unref (frame);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tw_locale_apply ("en");
  g_test_add_func ("/rota-print/complete", test_complete);
  g_test_add_func ("/rota-print/odd", test_odd);
  g_test_add_func ("/rota-print/patterns", test_patterns);
  g_test_add_func ("/rota-print/pdf", test_pdf);
  g_test_add_func ("/rota-print/many", test_many);
  g_test_add_func ("/rota-print/shots", test_shots);
  return g_test_run ();
}
