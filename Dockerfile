# One image for web, workers and beat; what a container does is its command.
FROM node:24-bookworm-slim AS frontend
WORKDIR /build
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY frontend/ ./
RUN npx vite build

FROM python:3.12-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/opt/venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=config.settings.prod ANNOTATOR_DATA_DIR=/data
RUN apt-get update && apt-get install -y --no-install-recommends libgl1 libglib2.0-0 libgles2 libegl1 \
        postgresql-client libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home --shell /usr/sbin/nologin annotator \
    && mkdir /data && chown annotator:annotator /data
COPY requirements.txt /tmp/requirements.txt
RUN python -m venv /opt/venv && pip install --no-cache-dir -r /tmp/requirements.txt
WORKDIR /app
COPY manage.py ./
COPY config ./config
COPY annotator ./annotator
COPY inference ./inference
COPY training ./training
COPY demo ./demo
COPY --from=frontend /build/dist ./frontend/dist
USER annotator
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", \
     "--threads", "8", "--timeout", "120", "--graceful-timeout", "20", "--worker-tmp-dir", "/dev/shm", \
     "--no-control-socket"]
