// SPDX-License-Identifier: Apache-2.0
#include "forecast/tw-ridge.h"

#include <math.h>
#include <string.h>

#define FREE_PENALTY 1e-6
#define JITTER 1e-10

void
tw_ridge_init (TwRidge *self, guint n_regressors)
{
  self->n = n_regressors;
  self->gram = g_new0 (double, (gsize) (n_regressors + 1) * (n_regressors + 1));
  self->rows = 0;
}

void
tw_ridge_clear (TwRidge *self)
{
  g_clear_pointer (&self->gram, g_free);
}

/* Four rows at a time: each entry of the triangle is loaded and stored once for four products. */
static void
add_four (double *restrict gram, guint width, const double *restrict a)
{
  const double *b = a + width, *c = b + width, *d = c + width;

  for (guint i = 0; i < width; i++)
    {
      double ai = a[i], bi = b[i], ci = c[i], di = d[i];
      double *restrict out = gram + (gsize) i * width;
      for (guint j = 0; j <= i; j++)
        out[j] += ai * a[j] + bi * b[j] + ci * c[j] + di * d[j];
    }
}

static void
add_one (double *restrict gram, guint width, const double *restrict a)
{
  for (guint i = 0; i < width; i++)
    for (guint j = 0; j <= i; j++)
      gram[(gsize) i * width + j] += a[i] * a[j];
}

void
tw_ridge_add (TwRidge *self, const double *rows, guint n_rows)
{
  guint width = self->n + 1, i = 0;

  for (; i + 4 <= n_rows; i += 4)
    add_four (self->gram, width, rows + (gsize) i * width);
  for (; i < n_rows; i++)
    add_one (self->gram, width, rows + (gsize) i * width);
  self->rows += n_rows;
}

void
tw_ridge_scale (TwRidge *self, double factor)
{
  gsize size = (gsize) (self->n + 1) * (self->n + 1);

  for (gsize i = 0; i < size; i++)
    self->gram[i] *= factor;
}

static double
dot (const double *a, const double *b, guint n)
{
  double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  guint i = 0;

  for (; i + 4 <= n; i += 4)
    {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
  for (; i < n; i++)
    s0 += a[i] * b[i];
  return (s0 + s1) + (s2 + s3);
}

/* In place on the lower triangle, n wide and packed by rows of n. */
static gboolean
cholesky (double *a, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < i; j++)
        a[i * n + j] = (a[i * n + j] - dot (a + i * n, a + j * n, j)) / a[j * n + j];
      double pivot = a[i * n + i] - dot (a + i * n, a + i * n, i);
      if (!(pivot > 0) || !isfinite (pivot))
        return FALSE;
      a[i * n + i] = sqrt (pivot);
    }
  return TRUE;
}

gboolean
tw_ridge_solve (const TwRidge *self, double penalty, guint n_free, double *ret_beta)
{
  guint n = self->n, width = n + 1;
  g_autofree double *a = g_new (double, (gsize) n *n);
  g_autofree double *x = g_new (double, n);
  double trace = 0;

  for (guint i = 0; i < n; i++)
    trace += self->gram[(gsize) i * width + i];
  for (guint i = 0; i < n; i++)
    {
      memcpy (a + (gsize) i * n, self->gram + (gsize) i * width, (i + 1) * sizeof (double));
      a[(gsize) i * n + i] += (i + n_free >= n ? FREE_PENALTY : penalty) + JITTER * trace / n;
    }
  if (!cholesky (a, n))
    return FALSE;

  const double *target = self->gram + (gsize) n * width;
  for (guint i = 0; i < n; i++)
    x[i] = (target[i] - dot (a + (gsize) i * n, x, i)) / a[(gsize) i * n + i];
  for (guint i = n; i-- > 0;)
    {
      const double *row = a + (gsize) i * n;
      ret_beta[i] = x[i] / row[i];
      if (!isfinite (ret_beta[i]))
        return FALSE;
      for (guint j = 0; j < i; j++)
        x[j] -= row[j] * ret_beta[i];
    }
  return TRUE;
}
