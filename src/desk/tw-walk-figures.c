// SPDX-License-Identifier: Apache-2.0
#include "desk/tw-walk-figures.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct _TwWalkFigures {
  GdkFrameClock *clock;
  TwDuty *duty; /* while waiting for the first frame; not owned */
  gulong before_id, after_id;
  gint64 begun_us;
  double first_frame_ms; /* since the process began; 0 until seen */
  double first_cpu_ms;   /* of all threads until then */
  GArray *frames_ms;     /* double */
};

TwWalkFigures *
tw_walk_figures_new (void)
{
  TwWalkFigures *self = g_new0 (TwWalkFigures, 1);

  self->frames_ms = g_array_new (FALSE, FALSE, sizeof (double));
  return self;
}

static void
disconnect (TwWalkFigures *self)
{
  if (self->clock != NULL)
    {
      g_clear_signal_handler (&self->before_id, self->clock);
      g_clear_signal_handler (&self->after_id, self->clock);
    }
  g_clear_object (&self->clock);
}

void
tw_walk_figures_free (TwWalkFigures *self)
{
  disconnect (self);
  g_array_unref (self->frames_ms);
  g_free (self);
}

/*
 * Milliseconds since the kernel started this process (proc(5), field 22 of stat, in clock ticks
 * since boot).
 */
static double
get_process_age_ms (void)
{
  g_autofree char *stat = NULL;
  const char *p;
  struct timespec now;
  unsigned long long ticks = 0;

  if (!g_file_get_contents ("/proc/self/stat", &stat, NULL, NULL)
      || (p = strrchr (stat, ')')) == NULL
      || sscanf (p + 2,
                 "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
                 &ticks)
             != 1)
    return 0;
  clock_gettime (CLOCK_BOOTTIME, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6
         - (double) ticks * 1e3 / (double) sysconf (_SC_CLK_TCK);
}

static void
first_frame_cb (GdkFrameClock *frame_clock, gpointer user_data)
{
  TwWalkFigures *self = user_data;

  if (self->first_frame_ms == 0 && (self->duty == NULL || tw_duty_is_loaded (self->duty)))
    {
      self->first_frame_ms = get_process_age_ms ();
      self->first_cpu_ms = (double) clock () * 1e3 / CLOCKS_PER_SEC;
    }
}

void
tw_walk_figures_wait_frame (TwWalkFigures *self, GtkWidget *widget, TwDuty *duty)
{
  disconnect (self);
  self->duty = duty;
  self->clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  self->after_id = g_signal_connect (self->clock, "after-paint", G_CALLBACK (first_frame_cb), self);
  gtk_widget_queue_draw (widget);
}

gboolean
tw_walk_figures_saw_frame (TwWalkFigures *self)
{
  return self->first_frame_ms > 0;
}

void
tw_walk_figures_stop_start (TwWalkFigures *self)
{
  disconnect (self);
  self->duty = NULL;
}

/*
 * CPU time of the main thread: the machine may be busy with other things while the pictures are
 * made.
 */
static gint64
get_cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
before_cb (GdkFrameClock *clock, gpointer user_data)
{
  TwWalkFigures *self = user_data;

  self->begun_us = get_cpu_us ();
}

static void
after_cb (GdkFrameClock *clock, gpointer user_data)
{
  TwWalkFigures *self = user_data;
  double ms;

  if (self->begun_us == 0)
    return;
  ms = (double) (get_cpu_us () - self->begun_us) / 1e3;
  g_array_append_val (self->frames_ms, ms);
  self->begun_us = 0;
}

void
tw_walk_figures_start_frames (TwWalkFigures *self, GtkWidget *widget)
{
  disconnect (self);
  self->clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  self->begun_us = 0;
  self->before_id = g_signal_connect (self->clock, "before-paint", G_CALLBACK (before_cb), self);
  self->after_id = g_signal_connect (self->clock, "after-paint", G_CALLBACK (after_cb), self);
}

void
tw_walk_figures_stop_frames (TwWalkFigures *self)
{
  disconnect (self);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
quantile (GArray *values, double q)
{
  if (values->len == 0)
    return 0;
  g_array_sort (values, compare_doubles);
  return g_array_index (values, double, (guint) ((values->len - 1) * q));
}

static double
get_memory_mb (void)
{
  g_autofree char *statm = NULL;
  unsigned long long size, resident;

  if (!g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL)
      || sscanf (statm, "%llu %llu", &size, &resident) != 2)
    return 0;
  return (double) resident * (double) sysconf (_SC_PAGESIZE) / (1024 * 1024);
}

static void
print_outlook (TwDuty *duty)
{
  g_autoptr (TwOutlook) outlook = tw_duty_dup_outlook (duty);

  if (outlook != NULL && tw_outlook_is_ready (outlook))
    g_print ("forecast: %.0f ms\n", tw_outlook_get_cost_ms (outlook));
  else
    g_print ("forecast: none (%s)\n", outlook != NULL && tw_outlook_get_reason (outlook) != NULL
                                          ? tw_outlook_get_reason (outlook)
                                          : "not ready");
}

/* Names of figures are for scripts: not translated. */
void
tw_walk_figures_print (TwWalkFigures *self, TwDuty *duty, guint n_shots, const char *dir)
{
  g_autoptr (TwDemand) demand = tw_duty_dup_demand (duty);
  g_autoptr (TwStreet) street = tw_duty_dup_street (duty);

  g_print ("requests: %" G_GINT64_FORMAT "\n", demand != NULL ? demand->totals.n_total : 0);
  g_print ("without a place: %" G_GINT64_FORMAT "\n",
           demand != NULL ? demand->totals.n_unplaced : 0);
  g_print ("communities: %u\n",
           street != NULL && street->communities->len > 0 ? street->communities->len - 1 : 0);
  print_outlook (duty);
  if (self->frames_ms->len > 0)
    g_print ("frame: %.1f ms of CPU, 95 %% below %.1f ms, %u frames\n",
             quantile (self->frames_ms, 0.5), quantile (self->frames_ms, 0.95),
             self->frames_ms->len);
  g_print ("start to first useful frame: %.0f ms (%.0f ms of CPU)\n", self->first_frame_ms,
           self->first_cpu_ms);
  g_print ("memory: %.0f MB\n", get_memory_mb ());
  g_print ("pictures: %u in %s\n", n_shots, dir);
}
